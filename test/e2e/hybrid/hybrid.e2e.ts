import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";

import { Lab } from "../../../lab/lab";
import { Checkout } from "../../support/checkout";
import { buildImage, pushImage } from "../../support/push-image";
import { RequestLoop } from "../../support/request-loop";
import { succeeded, TestStack } from "../../support/test-stack";

const EXAMPLE = "examples/hybrid";
const STACK_FILE = `${EXAMPLE}/Pulumi.test.yaml`;
const HOSTS = ["a1", "a2", "b1"];

let lab: Lab;
let checkout: Checkout;
let stack: TestStack;
const settings: Record<string, unknown> = {};

const engine = (name: string) =>
  new Docker({ socketPath: lab.host(name).dockerHost.replace(/^unix:\/\//, "") });
const url = (name: string) => `http://${lab.host(name).address}:8080/`;

/** Writes the inventory: the first is the manager, all are entries. */
function write(names: readonly string[]): void {
  const hosts = names.map((name) => {
    const host = lab.host(name);
    return [
      name,
      {
        address: host.ssh(),
        hostKey: host.hostKey,
        roles: [name === "a1" ? "manager" : "worker", "entry"],
        region: name.startsWith("a") ? "office" : "cellar",
      },
    ];
  });
  checkout.write(`${EXAMPLE}/inventory.yaml`, stringify({ hosts: Object.fromEntries(hosts) }));
}

/** Writes settings of the stack's file, but for the salt that the CLI put there. */
function set(change: Record<string, unknown>): void {
  Object.assign(settings, change);
  const kept = checkout.read(STACK_FILE).replace(/^config:[^]*/m, "");
  const lines = Object.entries(settings).map(
    ([key, value]) => `  hybrid:${key}: ${JSON.stringify(value)}\n`,
  );
  checkout.write(STACK_FILE, `${kept}config:\n${lines.join("")}`);
}

beforeAll(async () => {
  const [web, gateway] = await Promise.all([
    buildImage("examples/web", "slipway-test-web:1"),
    buildImage("components/gateway/image", "slipway-test-gateway:1"),
  ]);
  lab = await Lab.start("hybrid", {
    hosts: Object.fromEntries(HOSTS.map((name) => [name, {}])),
    registry: "plain",
  });
  const { host: registry } = lab.registry;
  const builder = lab.host("a1");
  const image = await pushImage(web, builder, registry, "web:1");
  const gatewayImage = await pushImage(gateway, builder, registry, "gateway:1");
  checkout = new Checkout();
  stack = new TestStack(checkout.path(EXAMPLE), "test");
  await stack.init();
  const sshOpts = ["-F", "/dev/null", "-i", lab.keyFile];
  set({ image, gatewayImage, heartbeatSeconds: 2, sshOpts });
  write(["a1", "a2"]);
});

afterAll(async () => {
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("machines of an inventory", () => {
  it("must be refused with all that is wrong in the file, before anything is made", async () => {
    checkout.write(
      `${EXAMPLE}/inventory.yaml`,
      "hosts:\n  a1: { adress: ssh://root@x, hostKey: nonsense }\n",
    );
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(
      'inventory.yaml: hosts.a1.adress: isn\'t known; did you mean "address"?',
    );
    expect(output).toContain("inventory.yaml: hosts.a1.address: expected an address");
    expect(output).toContain("inventory.yaml: hosts.a1.hostKey: expected a public key");
    expect(output).not.toMatch(/^\s+at /m);
    write(["a1", "a2"]);
  });

  it("must be a swarm, with an entry on each that reaches the tasks of all", async () => {
    succeeded(await stack.up());
    for (const name of ["a1", "a2"]) {
      const response = await fetch(url(name));
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("<h1>");
    }
  });

  it("must be unchanged by a second up", async () => {
    succeeded(await stack.up(["--expect-no-changes"]));
  });

  it("must take in and give back a machine of another place, and new tasks, with no request failed", async () => {
    const loop = new RequestLoop(url("a1"));
    write(HOSTS);
    set({ replicas: 5 });
    succeeded(await stack.up());
    const nodes = (await engine("a1").listNodes()) as { Spec: { Labels: object } }[];
    expect(nodes.map(({ Spec }) => Spec.Labels)).toContainEqual(
      expect.objectContaining({ host: "b1", region: "cellar" }),
    );
    expect((await engine("b1").listContainers()).length).toBeGreaterThan(1);
    set({ greeting: "good evening" });
    succeeded(await stack.up());
    write(["a1", "a2"]);
    set({ replicas: 3 });
    succeeded(await stack.up());
    const { requests, failures } = await loop.stop();
    expect(failures).toEqual({});
    expect(requests).toBeGreaterThan(100);
    expect(await engine("b1").listContainers({ all: true })).toEqual([]);
  });

  it("must have nothing of it left when destroyed", async () => {
    succeeded(await stack.destroy());
    for (const name of HOSTS) {
      expect(await engine(name).listContainers({ all: true })).toEqual([]);
      expect((await engine(name).info()).Swarm.LocalNodeState).toBe("inactive");
    }
  });
});
