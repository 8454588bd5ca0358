import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { Lab } from "../../../lab/lab";
import { Checkout } from "../../support/checkout";
import { buildImage, pushImage } from "../../support/push-image";
import { succeeded, TestStack } from "../../support/test-stack";

const EXAMPLE = "examples/compose-shop";
const SERVICES = ["proxy", "web", "api", "database", "cache"];
const PASSWORD = "correct horse battery staple";
const PORT = 8084;

let lab: Lab;
let checkout: Checkout;
let stack: TestStack;

const engine = (name: string) =>
  new Docker({ socketPath: lab.host(name).dockerHost.replace(/^unix:\/\//, "") });

const set = async (key: string, value: unknown) =>
  succeeded(await stack.pulumi(["config", "set", key, JSON.stringify(value)]));

beforeAll(async () => {
  lab = await Lab.start("shop", { hosts: { one: {}, two: {} }, registry: "plain" });
  checkout = new Checkout();
  stack = new TestStack(checkout.path(EXAMPLE), "test");
  await stack.init();
  const images: Record<string, string> = {};
  for (const service of SERVICES) {
    const built = await buildImage(`${EXAMPLE}/${service}`, `slipway-test-shop-${service}:1`);
    images[service] = await pushImage(built, lab.host("one"), lab.registry.host, `${service}:1`);
  }
  await set("images", images);
  const hosts = ["one", "two"].map((name) => {
    const host = lab.host(name);
    const sshOpts = ["-F", "/dev/null", "-i", lab.keyFile];
    const roles = [name === "one" ? "manager" : "worker"];
    return [name, { host: host.ssh(), hostKey: host.hostKey, sshOpts, roles }];
  });
  await set("hosts", Object.fromEntries(hosts));
  succeeded(await stack.pulumi(["config", "set", "--secret", "databasePassword", PASSWORD]));
  succeeded(await stack.up());
});

afterAll(async () => {
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

/** By whichever node the proxy runs on. */
async function ask(path: string): Promise<string> {
  const tasks = await engine("one").listTasks({
    filters: { service: ["shop_proxy"], "desired-state": ["running"] },
  });
  const node = (tasks as { NodeID: string }[])[0]!.NodeID;
  const { NodeID } = (await engine("one").info()).Swarm as { NodeID: string };
  const { address } = lab.host(node === NodeID ? "one" : "two");
  return await (await fetch(`http://${address}:${PORT}${path}`)).text();
}

describe("examples/compose-shop on a SwarmCluster", () => {
  it("must serve its pages and its API through the proxy", async () => {
    expect(await ask("/")).toBe("<h1>The shop</h1>\n");
    expect(await ask("/api")).toMatch(/^Hello, visitor \d+\. Before this one answered: /);
    expect(stack.stateOnDisk()).not.toContain(PASSWORD);
  });

  it("must change nothing in a second up", async () => {
    succeeded(await stack.up(["--expect-no-changes"]));
  });

  it("must update the API alone for another greeting", async () => {
    const versions = async () => {
      const services = await engine("one").listServices();
      return Object.fromEntries(services.map(({ Spec, Version }) => [Spec!.Name, Version!.Index]));
    };
    const before = await versions();
    succeeded(await stack.pulumi(["config", "set", "greeting", "Welcome"]));
    succeeded(await stack.up());
    const after = await versions();
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(["shop_api"]);
    // The proxy may still know an address of before.
    await vi.waitFor(async () => expect(await ask("/api")).toMatch(/^Welcome, visitor/), 15_000);
  });

  it("must leave the database's volume alone behind", async () => {
    succeeded(await stack.destroy());
    for (const name of ["one", "two"]) {
      expect(await engine(name).listContainers({ all: true })).toEqual([]);
      const { Volumes } = await engine(name).listVolumes();
      const left = Volumes.map(({ Name }) => Name);
      expect(left).toEqual(name === "one" ? ["shop_data"] : []);
    }
  });
});
