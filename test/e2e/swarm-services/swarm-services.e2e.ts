import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { Checkout } from "../../support/checkout";
import { startSwarmHost, type SwarmHost } from "../../support/swarm-host";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/swarm-services/program";

let swarm: SwarmHost;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;
const keys: string[] = [];
let printed = "";

function write(change: Partial<Wanted>): void {
  Object.assign(wanted, change);
  keys.push(wanted.key);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

interface Service {
  ID: string;
  Version: { Index: number };
  Spec: {
    Name: string;
    TaskTemplate: { ContainerSpec: { Env: string[]; Secrets: { SecretName: string }[] } };
    Mode: { Replicated: { Replicas: number } };
  };
}

async function up(): Promise<string> {
  const result = await stack.up(["--diff"]);
  printed += result.output;
  return succeeded(result).output;
}

async function unchanged(): Promise<void> {
  const { output } = succeeded(await stack.up());
  expect(output).toMatch(/Resources:\n\s+\d+ unchanged/);
}

async function live(): Promise<Service> {
  const [service] = (await swarm.docker.listServices()) as unknown as Service[];
  return service!;
}

async function everything(): Promise<string[]> {
  const networks = await swarm.docker.listNetworks({ filters: { label: ["slipway.urn"] } });
  return [
    ...(await swarm.docker.listServices()).map(() => "service"),
    ...(await swarm.docker.listSecrets()).map(() => "secret"),
    ...(await swarm.docker.listConfigs()).map(() => "config"),
    ...networks.map(() => "network"),
    ...(await swarm.docker.listContainers({ all: true })).map(() => "container"),
  ];
}

beforeAll(async () => {
  swarm = await startSwarmHost("swarm-e2e");
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test", { DOCKER_HOST: swarm.host.dockerHost });
  wanted = { image: swarm.image, greeting: "hello", replicas: 1, key: "hunter2-first-key" };
  write({});
  await stack.init();
});

afterAll(async () => {
  await swarm?.host.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("services of a swarm", () => {
  it("must be made with their network, secret and config, and converge", async () => {
    await up();
    expect((await live()).Spec.TaskTemplate.ContainerSpec.Env).toEqual(["GREETING=hello"]);
    expect(await everything()).toEqual(["service", "secret", "config", "network", "container"]);
  });

  it("must be unchanged by a second up", unchanged);

  it("must be changed in place", async () => {
    const before = await live();
    write({ greeting: "good day", replicas: 2 });
    await up();
    const after = await live();
    expect(after.ID).toBe(before.ID);
    expect(after.Spec.TaskTemplate.ContainerSpec.Env).toEqual(["GREETING=good day"]);
    expect(after.Spec.Mode.Replicated.Replicas).toBe(2);
    // Start-first: the old task ends when the new one runs, in its own time.
    await vi.waitFor(
      async () => expect(await swarm.docker.listContainers()).toHaveLength(2),
      30_000,
    );
  });

  it("must rotate a secret: a new one, the service moved over, the old one gone", async () => {
    const [old] = await swarm.docker.listSecrets();
    write({ key: "hunter2-second-key" });
    const output = await up();
    expect(output).toContain("[secret]");
    const secrets = await swarm.docker.listSecrets();
    expect(secrets).toHaveLength(1);
    expect(secrets[0]?.ID).not.toBe(old?.ID);
    expect((await live()).Spec.TaskTemplate.ContainerSpec.Secrets).toMatchObject([
      { SecretName: secrets[0]?.Spec?.Name },
    ]);
    await unchanged();
  });

  it("must fail with the task's own reason where an image is missing, and fail again", async () => {
    write({ image: "127.0.0.1:1/absent:1" });
    for (const _ of ["first", "again, with nothing changed"]) {
      const { code, output } = await stack.up();
      expect(code).not.toBe(0);
      expect(output).toMatch(/has not converged: .*No such image: 127\.0\.0\.1:1\/absent:1/);
    }
    // Start-first: what was there goes on running.
    expect(await swarm.docker.listContainers()).not.toEqual([]);
  });

  it("must be mended by the next up", async () => {
    write({ image: swarm.image });
    await up();
    await unchanged();
  });

  it("must be seen by a refresh where somebody changed it, and put right", async () => {
    const { ID, Version, Spec } = await live();
    Spec.Mode.Replicated.Replicas = 1;
    Spec.TaskTemplate.ContainerSpec.Env = ["GREETING=by hand"];
    await swarm.docker.getService(ID).update({ version: Version.Index, ...Spec });
    const { output } = succeeded(await stack.refresh(["--diff"]));
    expect(output).toContain("by hand");
    await up();
    const after = await live();
    expect(after.Spec.TaskTemplate.ContainerSpec.Env).toEqual(["GREETING=good day"]);
    expect(after.Spec.Mode.Replicated.Replicas).toBe(2);
  });

  it("must be unchanged after it was forgotten and imported", async () => {
    const { ID, Spec } = await live();
    const urn = (await stack.resources()).find(({ type }) => type.endsWith(":Service"))?.urn ?? "";
    succeeded(await stack.pulumi(["state", "delete", urn, "--yes", "--stack", "test"]));
    const type = "docker:index/service:Service";
    const args = ["import", type, "web", ID, "--yes", "--protect=false", "--stack", "test"];
    const { output } = succeeded(await stack.pulumi([...args, "--generate-code=false"]));
    expect(output).toContain("1 imported");
    // The program leaves the name to the plugin, which goes on with the one that there is.
    const preview = succeeded(await stack.pulumi(["preview", "--diff", "--stack", "test"])).output;
    expect(preview).not.toMatch(/replace|taskSpec/);
    await up();
    expect((await live()).Spec.Name).toBe(Spec.Name);
    await unchanged();
  });

  it("must show a secret nowhere", () => {
    for (const text of [printed, stack.stateOnDisk()])
      for (const key of keys) {
        expect(text).not.toContain(key);
        expect(text).not.toContain(Buffer.from(key).toString("base64").replace(/=+$/, ""));
      }
  });

  it("must leave nothing behind when destroyed", async () => {
    succeeded(await stack.destroy());
    // A node takes its time to remove the containers of tasks that have ended.
    await vi.waitFor(async () => expect(await everything()).toEqual([]), 30_000);
  });
});
