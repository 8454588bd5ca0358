import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Bridge } from "../../../lab/bridge";
import { DigitalOcean } from "../../../lab/digitalocean/digital-ocean";
import { Lab } from "../../../lab/lab";
import { Checkout } from "../../support/checkout";
import { buildImage, pushImage } from "../../support/push-image";
import type { RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";

const STACK = "staging";
const FILE = `stacks/Pulumi.${STACK}.yaml`;

let lab: Lab;
let cloud: DigitalOcean;
let checkout: Checkout;
let stack: TestStack;
let printed = "";

/** What the stack's file says in the test. */
const settings = {
  "digitalocean:apiEndpoint": "",
  "slipway:engine": "swarm",
  "slipway:image": "",
  "slipway:gateway": { image: "" },
  "slipway:web": { replicas: 3, cpus: 0.5, memoryMib: 128 },
  "slipway:digitalocean": {
    regions: ["nyc3"],
    size: "s-2vcpu-4gb",
    managers: 3,
    workers: 0,
    healthIntervalSeconds: 3,
    sshFrom: [] as string[],
    sshKeys: {} as Record<string, string>,
    sshOpts: [] as string[],
  },
};
const machines = settings["slipway:digitalocean"];

/** Writes it, but for the salt that the CLI put there. */
function write(): void {
  const kept = checkout.read(FILE).replace(/^config:[^]*/m, "");
  const lines = Object.entries(settings).map(
    ([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`,
  );
  checkout.write(FILE, `${kept}config:\n${lines.join("")}`);
}

interface Droplet {
  id: number;
  name: string;
  size_slug: string;
  networks: { v4: { type: string; ip_address: string }[] };
}

async function droplets(): Promise<Droplet[]> {
  const { body } = await cloud.call<{ droplets: Droplet[] }>("GET", "/v2/droplets?per_page=200");
  return body.droplets.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const addressOf = ({ networks }: Droplet) =>
  networks.v4.find(({ type }) => type === "public")!.ip_address;

/** What there is at the provider, by kind; default networks come with each region by themselves. */
async function atProvider(): Promise<Record<string, number>> {
  const count = async (path: string, key: string) => {
    const { body } = await cloud.call<Record<string, { default?: boolean }[]>>(
      "GET",
      `/v2/${path}?per_page=200`,
    );
    return body[key]!.filter((each) => each.default !== true).length;
  };
  return {
    droplets: await count("droplets", "droplets"),
    firewalls: await count("firewalls", "firewalls"),
    balancers: await count("load_balancers", "load_balancers"),
    networks: await count("vpcs", "vpcs"),
    keys: await count("account/keys", "ssh_keys"),
    tags: await count("tags", "tags"),
  };
}

function note(result: RunResult): RunResult {
  printed += result.output;
  return result;
}

const up = async (...args: string[]) => succeeded(note(await stack.up(args)));

/** The first that is wrong, in one sentence. */
async function refused(sentence: RegExp, env: Record<string, string> = {}): Promise<void> {
  const { code, output } = note(await stack.pulumi(["preview", "--stack", STACK], { env }));
  expect(code).not.toBe(0);
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/^\s+at /m);
  expect(await droplets()).toEqual([]);
}

/** What a host that isn't in the group comes to at a port: `open`, or how it fails. */
async function knock(address: string, port: number): Promise<string> {
  const answer = await lab
    .host("outside")
    .sh(`timeout 3 bash -c '</dev/tcp/${address}/${port}' 2>/dev/null && echo open || echo closed`);
  return answer.trim();
}

/** The balancer sends nothing to a host before it has found it well twice. */
async function answered(url: string): Promise<Response> {
  for (const until = Date.now() + 60_000; ; await sleep(100)) {
    const response = await fetch(url);
    if (response.status === 200) return response;
    if (Date.now() > until) throw new Error(`${url} answers with ${response.status} after 60 s`);
  }
}

beforeAll(async () => {
  const [web, gateway] = await Promise.all([
    buildImage("examples/web", "slipway-test-web:1"),
    buildImage("components/gateway/image", "slipway-test-gateway:1"),
  ]);
  lab = await Lab.start("staging", { hosts: { outside: {} }, registry: "plain" });
  cloud = await DigitalOcean.start(lab, { actionMs: 200 });
  const { host: registry } = lab.registry;
  const builder = lab.host("outside");
  const image = await pushImage(web, builder, registry, "web:1");
  const gatewayImage = await pushImage(gateway, builder, registry, "gateway:1");

  checkout = new Checkout();
  checkout.edit("Pulumi.yaml", (text) =>
    text.replace(
      "  providers:\n",
      "  providers:\n    - name: digitalocean\n      path: lab/digitalocean-plugin/bin\n",
    ),
  );
  stack = new TestStack(checkout.dir, STACK, { DIGITALOCEAN_TOKEN: cloud.token });
  await stack.init();
  settings["digitalocean:apiEndpoint"] = cloud.endpoint;
  settings["slipway:image"] = image;
  settings["slipway:gateway"].image = gatewayImage;
  machines.sshFrom = [`${Bridge.of(lab.record.bridge).machine}/32`];
  machines.sshKeys = { lab: readFileSync(`${lab.keyFile}.pub`, "utf8").trim() };
  machines.sshOpts = ["-F", "/dev/null", "-i", lab.keyFile];
  write();
});

afterAll(async () => {
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("the staging stack", () => {
  it("must be refused in one sentence without a token, or with a wrong one", async () => {
    await refused(/there is no token for DigitalOcean: set DIGITALOCEAN_TOKEN/, {
      DIGITALOCEAN_TOKEN: "",
    });
    await refused(/DigitalOcean can't be asked for its regions and sizes; set the token/, {
      DIGITALOCEAN_TOKEN: "wrong",
    });
  });

  it("must be refused in one sentence for a region or size that isn't there, with the nearest", async () => {
    machines.regions = ["nyc33"];
    write();
    await refused(/DigitalOcean has no "nyc33" to be had; did you mean "nyc3"\?/);
    machines.regions = ["nyc3"];
    machines.size = "s-2vcpu-4g";
    write();
    await refused(/DigitalOcean has no "s-2vcpu-4g" to be had; did you mean "s-2vcpu-4gb"\?/);
    machines.size = "s-2vcpu-4gb";
    write();
  });

  it("must come from nothing to a page behind the load balancer", async () => {
    await up();
    const response = await answered(await stack.output("url"));
    expect(await response.text()).toContain("<h1>");
    expect((await droplets()).map(({ name }) => name)).toEqual([
      "manager-1",
      "manager-2",
      "manager-3",
    ]);
    // 3 droplets of 24 dollars and one load balancer.
    expect(await stack.output<number>("monthlyCostUsd")).toBe(84);
  });

  it("must be unchanged by a second up", async () => {
    await up("--expect-no-changes");
  });

  it("must be closed to whoever is outside", async () => {
    const doors = (await droplets()).flatMap((droplet) =>
      [22, 2375, 2376, 2377, 7946, 8080].map((port) => [addressOf(droplet), port] as const),
    );
    const found = doors.map(async ([address, port]) => `${port} ${await knock(address, port)}`);
    expect(await Promise.all(found)).toEqual(doors.map(([, port]) => `${port} closed`));
    // A stranger's knock is heard where nothing closes the door.
    const [address = "", port] = lab.registry.host.split(":");
    expect(await knock(address, Number(port))).toBe("open");
  });

  it("must show neither token nor host key anywhere", () => {
    for (const text of [printed, stack.stateOnDisk(), checkout.read(FILE)]) {
      expect(text).not.toContain(cloud.token);
      expect(text).not.toContain("OPENSSH PRIVATE KEY");
    }
  });

  it("must leave nothing at the provider when destroyed", async () => {
    succeeded(note(await stack.destroy()));
    expect(await atProvider()).toEqual({
      droplets: 0,
      firewalls: 0,
      balancers: 0,
      networks: 0,
      keys: 0,
      tags: 0,
    });
  });
});
