import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { atProvider, dropletsOf, publicAddressOf } from "../../support/at-provider";
import { DropletStack } from "../../support/droplet-stack";
import { RequestLoop } from "../../support/request-loop";
import { succeeded } from "../../support/test-stack";

let staging: DropletStack;

const droplets = () => dropletsOf(staging.cloud);
const names = async () => (await droplets()).map(({ name }) => name);
const url = () => staging.stack.output("url");

/** About sixty requests a second: the droplets share this machine's processors with the update. */
const ask = async () => new RequestLoop(await url(), {}, [50, 110]);

/** What a host that isn't in the group comes to at a port: `open`, or how it fails. */
async function knock(address: string, port: number): Promise<string> {
  const answer = await staging.lab
    .host("outside")
    .sh(`timeout 3 bash -c '</dev/tcp/${address}/${port}' 2>/dev/null && echo open || echo closed`);
  return answer.trim();
}

/** Waits for what comes about by itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const late = Date.now() + 120_000; !(await holds()); await sleep(100))
    if (Date.now() > late) throw new Error("it didn't come about within 120 s");
}

beforeAll(async () => {
  staging = await DropletStack.start("staging");
});

afterAll(() => staging?.remove());

describe("the staging stack", () => {
  it("must be refused in one sentence without a token, or with a wrong one", async () => {
    await staging.refused(/there is no token for DigitalOcean: set DIGITALOCEAN_TOKEN/, {
      DIGITALOCEAN_TOKEN: "",
    });
    await staging.refused(/DigitalOcean can't be asked for its regions and sizes; set the token/, {
      DIGITALOCEAN_TOKEN: "wrong",
    });
  });

  it("must be refused in one sentence for a region or size that isn't there, with the nearest", async () => {
    const { machines } = staging;
    machines.regions = ["nyc33"];
    staging.write();
    await staging.refused(/DigitalOcean has no "nyc33" to be had; did you mean "nyc3"\?/);
    machines.regions = ["nyc3"];
    machines.size = "s-2vcpu-4g";
    staging.write();
    await staging.refused(
      /DigitalOcean has no "s-2vcpu-4g" to be had; did you mean "s-2vcpu-4gb"\?/,
    );
    machines.size = "s-2vcpu-4gb";
    staging.write();
  });

  it("must come from nothing to a page behind the load balancer", async () => {
    await staging.up();
    // The update has waited until the load balancer sends to the gateways.
    const response = await fetch(await url());
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<h1>");
    expect(await names()).toEqual(["manager-1", "manager-2", "manager-3"]);
    // 3 droplets of 24 dollars and one load balancer.
    expect(await staging.stack.output<number>("monthlyCostUsd")).toBe(84);
  });

  it("must be unchanged by a second up", async () => {
    await staging.up(["--expect-no-changes"]);
  });

  it("must be closed to whoever is outside", async () => {
    const doors = (await droplets()).flatMap((droplet) =>
      [22, 2375, 2376, 2377, 7946, 8080].map((port) => [publicAddressOf(droplet), port] as const),
    );
    const found = doors.map(async ([address, port]) => `${port} ${await knock(address, port)}`);
    expect(await Promise.all(found)).toEqual(doors.map(([, port]) => `${port} closed`));
    // A stranger's knock is heard where nothing closes the door.
    const [address = "", port] = staging.lab.registry.host.split(":");
    expect(await knock(address, Number(port))).toBe("open");
  });

  it("must grow to five and shrink to three without a failed request", async () => {
    const loop = await ask();
    staging.machines.workers = 2;
    staging.settings["slipway:web"].replicas = 5;
    staging.write();
    await staging.up();
    expect(await droplets()).toHaveLength(5);
    staging.machines.workers = 0;
    staging.settings["slipway:web"].replicas = 3;
    staging.write();
    await staging.up();
    expect(await droplets()).toHaveLength(3);
    const { requests, failures } = await loop.stop();
    expect(failures).toEqual({});
    expect(requests).toBeGreaterThan(100);
  });

  it("must replace its droplets, for another size, without a failed request", async () => {
    const before = (await droplets()).map(({ id }) => id);
    const loop = await ask();
    staging.machines.size = "s-2vcpu-2gb";
    staging.write();
    await staging.up();
    const { requests, failures } = await loop.stop();
    const now = await droplets();
    expect(now.map(({ name }) => name)).toEqual(["manager-1", "manager-2", "manager-3"]);
    expect(now.every(({ size_slug }) => size_slug === "s-2vcpu-2gb")).toBe(true);
    expect(now.filter(({ id }) => before.includes(id))).toEqual([]);
    expect(failures).toEqual({});
    expect(requests).toBeGreaterThan(100);
  });

  it("must take another gateway on each host, one after the other, without a failed request", async () => {
    const gateway = staging.settings["slipway:gateway"];
    const [image] = gateway.image.split("@");
    const builder = staging.lab.host("outside");
    await builder.sh(
      `echo "FROM ${image}:1\nLABEL version=2" | docker build --quiet --tag ${image}:2 - && docker push --quiet ${image}:2`,
    );
    gateway.image = `${image}:2`;
    const loop = await ask();
    staging.write();
    await staging.up();
    const { requests, failures, examples } = await loop.stop();
    for (const { id } of await droplets()) {
      const host = await staging.cloud.host(id);
      expect(await host.sh("docker ps --quiet --filter label=version=2 | wc -l")).toMatch(/^1$/m);
    }
    expect(failures, examples.join("\n")).toEqual({});
    expect(requests).toBeGreaterThan(100);
  });

  it("must answer while a droplet that was lost is replaced, and all but what was under way before", async () => {
    const lost = (await droplets())[0]!;
    const noticing = await ask();
    await staging.cloud.loseDroplet(lost.id);
    await until(async () => !(await staging.cloud.balancedTo()).includes(lost.id));
    await noticing.stop();
    // What was under way on the lost droplet, which is one request of each client at most; all others were sent elsewhere.
    expect(noticing.failed).toBeLessThanOrEqual(noticing.atOnce);

    const loop = await ask();
    const env = { SLIPWAY_FORGET_HOSTS: `ssh://root@${publicAddressOf(lost)}` };
    const refresh = ["refresh", "--yes", "--skip-preview", "--stack", "staging"];
    const seen = succeeded(staging.note(await staging.stack.pulumi(refresh, { env })));
    expect(seen.output).toMatch(/Droplet manager-1 deleted/);
    const { output } = await staging.up([], env);
    // The gateways of the others stay as they are.
    expect(output).not.toMatch(/gateway-manager-[23]-proxy updat/);
    const { requests, failures, examples } = await loop.stop();
    const now = await droplets();
    expect(now.map(({ name }) => name)).toEqual(["manager-1", "manager-2", "manager-3"]);
    expect(now[0]!.id).not.toBe(lost.id);
    expect(failures, examples.join("\n")).toEqual({});
    expect(requests).toBeGreaterThan(100);
    await staging.up(["--expect-no-changes"]);
  });

  it("must show neither token nor host key anywhere", () => {
    const texts = [
      staging.printed,
      staging.stack.stateOnDisk(),
      staging.checkout.read(staging.file),
    ];
    for (const text of texts) {
      expect(text).not.toContain(staging.cloud.token);
      expect(text).not.toContain("OPENSSH PRIVATE KEY");
    }
  });

  it("must leave nothing at the provider when destroyed", async () => {
    succeeded(staging.note(await staging.stack.destroy()));
    expect(await atProvider(staging.cloud)).toEqual({});
  });
});
