import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { maySkipCheckpoints, onlyDocker } from "../../../toolchain/pulumi/skip-checkpoints";

function checkpoint(...resources: { type: string; custom: boolean }[]): string {
  return JSON.stringify({ checkpoint: { latest: { resources } } });
}

describe("onlyDocker", () => {
  it("must hold for components and for what our plugins make", () => {
    const resources = [
      { type: "pulumi:pulumi:Stack", custom: false },
      { type: "slipway:workloads:Workload", custom: false },
      { type: "pulumi:providers:docker", custom: true },
      { type: "docker:index/container:Container", custom: true },
      { type: "slipway:gateway:Route", custom: true },
    ];
    expect(onlyDocker(checkpoint(...resources))).toBe(true);
    expect(onlyDocker(checkpoint())).toBe(true);
  });

  it("must not hold where another provider made anything, or where the state can't be read", () => {
    const droplet = { type: "digitalocean:index/droplet:Droplet", custom: true };
    expect(onlyDocker(checkpoint(droplet))).toBe(false);
    expect(onlyDocker(checkpoint({ type: "pulumi:providers:kubernetes", custom: true }))).toBe(
      false,
    );
    expect(onlyDocker("compressed")).toBe(false);
  });
});

describe("maySkipCheckpoints", () => {
  let root: string;
  let backend: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "slipway-checkpoints-"));
    backend = `file://${root}/state`;
    mkdirSync(join(root, "stacks"));
    writeFileSync(join(root, "stacks/Pulumi.dev.yaml"), "config:\n  slipway:engine: docker\n");
    writeFileSync(join(root, "stacks/Pulumi.prod.yaml"), "config:\n  slipway:engine: kubernetes\n");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("must be so for a stack on a Docker engine with a backend of files", () => {
    expect(maySkipCheckpoints(root, "dev", backend)).toBe(true);
  });

  it("must not be so for other engines, other backends and unnamed stacks", () => {
    expect(maySkipCheckpoints(root, "prod", backend)).toBe(false);
    expect(maySkipCheckpoints(root, "none", backend)).toBe(false);
    expect(maySkipCheckpoints(root, "dev", "s3://bucket")).toBe(false);
    expect(maySkipCheckpoints(root, undefined, backend)).toBe(false);
  });

  it("must not be so once another provider has made something", () => {
    const folder = join(root, "state/.pulumi/stacks/slipway");
    mkdirSync(folder, { recursive: true });
    const text = checkpoint({ type: "kubernetes:apps/v1:Deployment", custom: true });
    writeFileSync(join(folder, "dev.json"), text);
    expect(maySkipCheckpoints(root, "dev", backend)).toBe(false);
  });
});
