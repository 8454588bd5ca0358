import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { LabRegistry } from "../../../lab/registry";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { removeImages } from "../../support/remove-images";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const login = { username: "robot", password: "hunter2-of-the-registry" };
const WEB = "shop/web";
const RELEASE = "shop/release";

const docker = new Docker();
let checkout: Checkout;
let stack: TestStack;
let registry: LabRegistry;
let lab: Lab;
let otherHost: LabHost;
let other: Docker;
let folder: string;
let wanted: Wanted;
let printed = "";

function write(change: Partial<Wanted>): void {
  Object.assign(wanted, change);
  checkout.write("test/e2e/registry/program/wanted.json", JSON.stringify(wanted));
}

function note<T extends { output: string }>(result: T): T {
  printed += result.output;
  return result;
}

async function hasImage(engine: Docker, name: string): Promise<string | undefined> {
  try {
    return (await engine.getImage(name).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

beforeAll(async () => {
  const base = await ensureBusyboxImage();
  folder = mkdtempSync(join(tmpdir(), "slipway-e2e-registry-"));
  writeFileSync(join(folder, "Dockerfile"), `FROM ${base}\nCOPY page /\n`);
  writeFileSync(join(folder, "page"), "one");
  lab = await Lab.start("registry", { hosts: { pull: {} } });
  otherHost = lab.host("pull");
  other = new Docker({ socketPath: otherHost.dockerHost.replace("unix://", "") });
  // Where both engines reach the registry.
  const { gateway } = otherHost.record;
  registry = await LabRegistry.start({ tls: true, login, address: gateway });
  checkout = new Checkout();
  stack = new TestStack(checkout.path("test/e2e/registry/program"), "test", {
    PATH: `${folder}:${process.env["PATH"]}`,
    DOCKER_CONFIG: folder,
  });
  wanted = {
    image: `${registry.host}/${WEB}:1`,
    release: `${registry.host}/${RELEASE}:stable`,
    context: folder,
    registryAuth: { address: registry.host, ...login },
    trigger: "1",
    keepRemotely: false,
    otherHost: undefined,
  };
  write({});
  await stack.init();
});

afterAll(async () => {
  try {
    await stack.destroy();
  } finally {
    await removeImages(docker, registry.host);
    await registry.remove();
    await lab.remove();
    stack.removeState();
    checkout.remove();
    rmSync(folder, { recursive: true });
  }
});

describe("images and registries", () => {
  it("must neither build nor push in a preview", async () => {
    note(succeeded(await stack.preview(["--diff"])));
    expect(await hasImage(docker, wanted.image)).toBeUndefined();
  });

  it("must say in one sentence that the registry's CA is unknown", async () => {
    const { code, output } = note(await stack.up());
    expect(code).not.toBe(0);
    expect(output).toContain(
      `the Docker engine doesn't trust the certificate of ${registry.host}, so ${wanted.image} can't be pushed`,
    );
    expect(output).not.toMatch(/^\s+at /m);
    registry.trust();
    const place = `/etc/docker/certs.d/${registry.host}/ca.crt`;
    await otherHost.write(place, readFileSync(registry.caFile, "utf8"));
  });

  it("must say in one sentence that a password is wrong", async () => {
    const wrong = { address: registry.host, username: login.username, password: "hunter3-wrong" };
    write({ registryAuth: wrong });
    const { code, output } = note(await stack.up());
    expect(code).not.toBe(0);
    expect(output).toContain(`${registry.host} refuses that ${wanted.image} is pushed: log in`);
    expect(output).not.toContain(wrong.password);
    write({ registryAuth: { address: registry.host, ...login } });
  });

  it("must build, push with a login, and be what the registry says", async () => {
    note(succeeded(await stack.up()));
    const digest = registry.digestAt(WEB, "1");
    expect(digest).toMatch(/^sha256:/);
    expect(await stack.output("digest")).toBe(`${registry.host}/${WEB}@${digest}`);
    expect(await stack.output("releaseDigest")).toBe(registry.digestAt(RELEASE, "stable"));
    expect(await stack.output("asked")).toBe(registry.digestAt(RELEASE, "stable"));
  });

  it("must be pulled by its digest on a host that doesn't have it", async () => {
    expect(await other.listImages()).toEqual([]);
    write({ otherHost: otherHost.dockerHost });
    note(succeeded(await stack.up()));
    const id = await hasImage(other, await stack.output("digest"));
    expect(id).toBe(await hasImage(docker, wanted.image));
  });

  it("must be unchanged at the second look, refreshed or not", async () => {
    note(succeeded(await stack.up(["--expect-no-changes"])));
    note(succeeded(await stack.up(["--refresh", "--expect-no-changes"])));
  });

  it("must log in by a credential helper, and push again when a trigger changes", async () => {
    const helper = join(folder, "docker-credential-slipway-test");
    writeFileSync(
      helper,
      `#!/bin/sh\nread server\n[ "$1 $server" = "get ${registry.host}" ] && echo '{"Username":"${login.username}","Secret":"${login.password}"}'\n`,
    );
    chmodSync(helper, 0o755);
    const credHelpers = { [registry.host]: "slipway-test" };
    writeFileSync(join(folder, "config.json"), JSON.stringify({ credHelpers }));
    writeFileSync(join(folder, ".dockerignore"), "docker-credential-*\nconfig.json\n");
    const before = registry.digestAt(RELEASE, "stable");
    const authorization = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
    await registry.call("DELETE", `${RELEASE}/manifests/${before}`, authorization);
    expect(registry.manifests(RELEASE)).toEqual([]);

    write({ registryAuth: undefined, trigger: "2" });
    note(succeeded(await stack.up()));
    expect(registry.digestAt(RELEASE, "stable")).toBe(await stack.output("releaseDigest"));
  });

  it("must show a changed file in a preview, and push what comes of it in place of the old", async () => {
    const before = registry.digestAt(RELEASE, "stable");
    const id = await hasImage(docker, wanted.image);
    writeFileSync(join(folder, "page"), "two");
    const { output } = note(succeeded(await stack.preview(["--diff"])));
    expect(output).toMatch(/~ contextDigest/);
    expect(await hasImage(docker, wanted.image)).toBe(id);

    note(succeeded(await stack.up()));
    const after = registry.digestAt(RELEASE, "stable");
    expect(after).not.toBe(before);
    expect(registry.manifests(RELEASE)).toEqual([after]);
    note(succeeded(await stack.up(["--expect-no-changes"])));
  });

  it("must never show a password, nor keep one in plain state", () => {
    for (const secret of [login.password, "hunter3-wrong"])
      for (const text of [secret, Buffer.from(secret).toString("base64").replace(/=+$/, "")]) {
        expect(printed).not.toContain(text);
        expect(stack.stateOnDisk()).not.toContain(text);
      }
  });

  it("must take away what it pushed, and what it pulled elsewhere", async () => {
    note(succeeded(await stack.destroy()));
    expect(registry.manifests(RELEASE)).toEqual([]);
    // docker.Image leaves what it pushed, as the official plugin does.
    expect(registry.manifests(WEB)).not.toEqual([]);
    expect(await other.listImages()).toEqual([]);
    expect(await hasImage(docker, wanted.image)).toBeUndefined();
  });

  it("must leave what it pushed with keepRemotely", async () => {
    write({ keepRemotely: true, otherHost: undefined });
    note(succeeded(await stack.up()));
    note(succeeded(await stack.destroy()));
    expect(registry.manifests(RELEASE)).toEqual([registry.digestAt(RELEASE, "stable")]);
  });
});
