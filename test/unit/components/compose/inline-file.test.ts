import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { ComposeApp, type ComposeAppArgs } from "../../../../components/compose/compose-app";
import { DockerHost } from "../../../../components/hosts/docker-host";
import { mockEngine, ofType, settled } from "../support/mocks";

const folder = mkdtempSync(join(tmpdir(), "slipway-compose-inline-"));
const file = join(folder, "compose.yaml");
writeFileSync(file, "services:\n  web: { image: 'a:1', environment: { A: '1', B: '2' } }\n");

const make = (args: Omit<ComposeAppArgs, "on">) =>
  new ComposeApp("shop", { on: new DockerHost("local"), ...args });
const web = () => ofType("docker:index/container:Container")[0]!.inputs;

describe("compose files in a program", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());
  afterAll(() => rmSync(folder, { recursive: true }));

  it("must be read as files are", async () => {
    make({ project: { services: { web: { image: "a:1", ports: ["127.0.0.1:80:8080"] } } } });
    await settled();
    expect(web()).toMatchObject({
      name: "shop-web-1",
      ports: [{ internal: 8080, external: 80, ip: "127.0.0.1", protocol: "tcp" }],
    });
  });

  it("must go on top of a file, with outputs and secrets in their texts", async () => {
    const environment = { B: pulumi.output("later"), C: pulumi.secret("hush") };
    make({ file, overrides: { services: { web: { environment, deploy: { replicas: 2 } } } } });
    await settled();
    expect(ofType("docker:index/container:Container")).toHaveLength(2);
    expect(JSON.stringify(web().envs)).toContain('["A=1","B=later","C=hush"]');
  });

  it("must tell mistakes with the argument's name in the place of a file", async () => {
    const wrong = { services: { web: { image: "a:1", pids_limit: 5 } } };
    expect(() => make({ project: wrong })).toThrow(
      /^project: services\.web\.pids_limit: can't be done/,
    );
    const misspelt = { services: { web: { lables: {} } } } as ComposeAppArgs["overrides"];
    expect(() => make({ file, overrides: misspelt! })).toThrow(
      'overrides: services.web.lables: isn\'t known; did you mean "labels"?',
    );
    await settled();
  });
});
