import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Checkout } from "../../support/checkout";
import { startSwarmHost, type SwarmHost } from "../../support/swarm-host";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/compose-swarm/program";

let swarm: SwarmHost;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;

async function up(change: Partial<Wanted> = {}): Promise<string> {
  Object.assign(wanted, change);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
  return succeeded(await stack.up()).output;
}

interface Service {
  ID: string;
  Version: { Index: number };
  CreatedAt: string;
  UpdatedAt: string;
  Spec: {
    Name: string;
    Labels: Record<string, string>;
    Mode: { Replicated: { Replicas: number } };
    UpdateConfig?: { Order: string; Parallelism: number };
    TaskTemplate: {
      Placement: { Constraints: string[] };
      Resources: { Limits: { NanoCPUs: number; MemoryBytes: number } };
      ContainerSpec: {
        Env: string[];
        Labels: Record<string, string>;
        Secrets: { SecretName: string; File: { Name: string } }[];
        Configs: { ConfigName: string; File: { Name: string; Mode: number } }[];
      };
    };
  };
}

async function services(): Promise<Record<string, Service>> {
  const all = (await swarm.docker.listServices({
    filters: { label: ["com.docker.stack.namespace=shop"] },
  })) as unknown as Service[];
  return Object.fromEntries(all.map((each) => [each.Spec.Name, each]));
}

/** What a command prints in the first running task of a service. */
async function exec(service: string, ...command: string[]): Promise<string> {
  const [found] = await swarm.docker.listContainers({
    filters: { label: [`com.docker.swarm.service.name=${service}`] },
  });
  const started = await swarm.docker
    .getContainer(found!.Id)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of await started.start({ Tty: true }))
    chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8").trim();
}

beforeAll(async () => {
  swarm = await startSwarmHost("compose-swarm-e2e");
  await swarm.docker.createSecret({
    Name: "made-by-hand",
    Data: Buffer.from("theirs").toString("base64"),
  });
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test", { DOCKER_HOST: swarm.host.dockerHost });
  wanted = { image: swarm.image, greeting: "hello", password: "correct horse battery" };
  await stack.init();
  await up();
});

afterAll(async () => {
  await swarm?.host.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("compose on a Swarm", () => {
  it("must make what the file says, with the names and labels of docker stack", async () => {
    const { shop_db: db, shop_web: web } = await services();
    expect(db!.Spec.TaskTemplate.Placement.Constraints).toEqual(["node.role==manager"]);
    expect(db!.Spec.TaskTemplate.Resources.Limits).toMatchObject({
      NanoCPUs: 0.5e9,
      MemoryBytes: 64 * 1024 * 1024,
    });
    expect(web!.Spec.Mode.Replicated.Replicas).toBe(2);
    expect(web!.Spec.Labels).toMatchObject({
      "com.docker.stack.namespace": "shop",
      "com.example.tier": "front",
    });
    expect(web!.Spec.TaskTemplate.ContainerSpec.Labels).toMatchObject({
      "com.example.team": "shop",
    });
    expect(web!.Spec.UpdateConfig).toMatchObject({ Order: "start-first", Parallelism: 2 });
    expect(await exec("shop_web", "cat", "/run/secrets/token")).toBe(wanted.password);
    expect(await exec("shop_web", "cat", "/run/secrets/theirs")).toBe("theirs");
    expect(await exec("shop_web", "cat", "/etc/settings.json")).toBe('{ "greeting": "hello" }');
    expect(
      await exec("shop_db", "wget", "-q", "-O", "-", "http://web/etc/settings.json"),
    ).toContain("hello");
    expect(stack.stateOnDisk()).not.toContain(wanted.password);
  });

  it("must make a service after those that it depends on have converged", async () => {
    const { shop_db: db, shop_web: web } = await services();
    expect(Date.parse(web!.CreatedAt)).toBeGreaterThan(Date.parse(db!.CreatedAt) + 1000);
  });

  it("must change nothing in a second up", async () => {
    succeeded(await stack.preview(["--expect-no-changes"]));
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must update only the service that changed, and rotate its config and secret", async () => {
    const before = await services();
    const files = ({ shop_web: web }: Record<string, Service>) => [
      web!.Spec.TaskTemplate.ContainerSpec.Secrets.find(({ File }) => File.Name === "token")!
        .SecretName,
      web!.Spec.TaskTemplate.ContainerSpec.Configs[0]!.ConfigName,
    ];
    await up({ greeting: "good morning", password: "another horse battery" });
    const after = await services();
    expect(after["shop_db"]!.Version).toEqual(before["shop_db"]!.Version);
    expect(after["shop_web"]!.ID).toBe(before["shop_web"]!.ID);
    const [oldSecret, oldConfig] = files(before);
    const [secret, config] = files(after);
    expect(secret).not.toBe(oldSecret);
    expect(config).toMatch(/^shop_settings-[0-9a-f]{12}$/);
    expect(config).not.toBe(oldConfig);
    const names = (await swarm.docker.listConfigs()).map(({ Spec }) => Spec!.Name);
    expect(names).toEqual([config]);
    expect(await exec("shop_web", "cat", "/run/secrets/token")).toBe("another horse battery");
  });

  it("must see what was changed by hand, and put it right", async () => {
    const { shop_web: web } = await services();
    const { Spec } = (await swarm.docker.getService(web!.ID).inspect()) as { Spec: object };
    await swarm.docker.getService(web!.ID).update({
      ...Spec,
      version: (await services())["shop_web"]!.Version.Index,
      Mode: { Replicated: { Replicas: 1 } },
    });
    succeeded(await stack.up(["--refresh"]));
    expect((await services())["shop_web"]!.Spec.Mode.Replicated.Replicas).toBe(2);
  });

  it("must refuse what a Swarm can't do, with file, line and path, and change nothing", async () => {
    const right = checkout.read(`${PROGRAM}/compose.yaml`);
    checkout.edit(`${PROGRAM}/compose.yaml`, (text) =>
      text
        .replace("    build: ./nowhere\n", "    privileged: true\n    build: ./nowhere\n")
        .replace("condition: service_healthy", "condition: service_completed_successfully"),
    );
    const { code, output } = await stack.up();
    checkout.write(`${PROGRAM}/compose.yaml`, right);
    expect(code).not.toBe(0);
    expect(output).toMatch(/compose\.yaml:\d+: services\.web\.privileged: can't be done/);
    expect(output).toMatch(
      /compose\.yaml:\d+: services\.web\.depends_on\.db: can't wait for an end/,
    );
    expect(Object.keys(await services()).sort()).toEqual(["shop_db", "shop_web"]);
  });

  it("must take everything of its own away, and nothing else", async () => {
    succeeded(await stack.destroy());
    expect(await services()).toEqual({});
    const secrets = (await swarm.docker.listSecrets()).map(({ Spec }) => Spec!.Name);
    expect(secrets).toEqual(["made-by-hand"]);
    const networks = await swarm.docker.listNetworks({ filters: { driver: ["overlay"] } });
    expect(networks.map(({ Name }) => Name).filter((name) => name.startsWith("shop_"))).toEqual([]);
  });
});
