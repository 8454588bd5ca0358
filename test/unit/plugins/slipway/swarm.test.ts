import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { provider } from "../../../../plugins/slipway/provider";
import type { Props } from "../../../../plugins/runtime/resource";
import { startProvider, UNKNOWN, type ProviderHarness } from "../../../support/provider-harness";

const SWARM = "slipway:swarm:Swarm";
const NODE = "slipway:swarm:Node";

let plugin: ProviderHarness;

beforeAll(async () => {
  plugin = await startProvider(provider);
  await plugin.configure();
});

afterAll(() => plugin.stop());

const managers = (...names: string[]) =>
  names.map((name) => ({ name, connection: { host: `ssh://root@${name}` } }));

async function failures(type: string, inputs: Props, old: Props = {}): Promise<string[]> {
  const { failures } = await plugin.check(type, inputs, old);
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

async function diff(type: string, before: Props, after: Props) {
  const { inputs: old } = await plugin.check(type, before);
  const { inputs } = await plugin.check(type, after, old);
  return await plugin.diff(type, { id: "x", inputs: old, state: old }, inputs);
}

describe("check of a swarm", () => {
  it("fills in Docker's own settings", async () => {
    const { inputs, failures } = await plugin.check(SWARM, { managers: managers("a") });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({
      autolock: false,
      certExpiryHours: 2160,
      taskHistoryLimit: 5,
      heartbeatSeconds: 5,
    });
  });

  it("says everything that is wrong at once", async () => {
    expect(
      await failures(SWARM, {
        managers: [{ connection: {}, adress: "x" }],
        defaultAddrPools: ["10.0.0.0"],
        heartbeatSeconds: 0,
        autolok: true,
      }),
    ).toEqual([
      "autolok: unknown property; did you mean `autolock`?",
      'defaultAddrPools[0]: expected a subnet such as "172.20.0.0/16", got "10.0.0.0"',
      "heartbeatSeconds: expected a whole number from 1 to 3600, got 0",
      "managers[0].adress: unknown property",
      "managers[0].name: is required",
    ]);
  });

  it("refuses what a swarm that exists can't become", async () => {
    const old = { managers: managers("a", "b", "c"), subnetSize: 26 };
    expect(await failures(SWARM, { managers: managers("a"), subnetSize: 24 }, old)).toEqual([
      "subnetSize: is given to a swarm when it is made, and can't change: put it back as it was",
      expect.stringContaining("managers: 2 of 3 managers (b, c)"),
    ]);
    expect(await failures(SWARM, { managers: managers("a", "b", "c") }, old)).toEqual([]);
  });

  it("warns of an even number of managers", async () => {
    await plugin.check(SWARM, { managers: managers("a", "b") });
    expect(JSON.stringify(plugin.engine.lines)).toContain("an odd number is better");
  });
});

describe("check of a node", () => {
  it("refuses wrong addresses and own labels", async () => {
    expect(
      await failures(NODE, {
        swarm: UNKNOWN,
        managers: managers("a"),
        advertiseAddr: "10.0.0.1:99999",
        role: "leader",
      }),
    ).toEqual([
      'advertiseAddr: expected an IP address or an interface of the host, with a port or without, got "10.0.0.1:99999"',
      'role: expected one of "worker", "manager", got "leader"',
    ]);
    expect(
      await failures(NODE, {
        swarm: "s",
        managers: managers("a"),
        labels: { "slipway.urn": "x" },
      }),
    ).toEqual(['labels["slipway.urn"]: is Slipway\'s own label']);
  });

  it("refuses another address for a manager", async () => {
    const before = { swarm: "s", managers: managers("a"), role: "manager" };
    expect(await failures(NODE, { ...before, advertiseAddr: "10.0.0.1" }, before)).toEqual([
      expect.stringContaining("advertiseAddr: a manager gets its addresses when it joins"),
    ]);
  });
});

describe("diff of a node", () => {
  const node = (more: Props = {}) => ({
    connection: { host: "ssh://root@a" },
    swarm: "s",
    managers: managers("m"),
    ...more,
  });

  it("changes role, labels and managers in place", async () => {
    const after = node({ role: "manager", labels: { disk: "ssd" }, managers: managers("n") });
    const { diffs, replaces } = await diff(NODE, node(), after);
    expect(diffs.sort()).toEqual(["labels", "managers", "role"]);
    expect(replaces).toEqual([]);
  });

  it("is replaced where it is another host, and not where somebody else logs in", async () => {
    const other = await diff(NODE, node(), node({ connection: { host: "ssh://root@b" } }));
    expect(other).toMatchObject({ replaces: ["connection"], deleteBeforeReplace: false });
    const same = await diff(NODE, node(), node({ connection: { host: "ssh://admin@a" } }));
    expect(same).toMatchObject({ replaces: [], diffs: ["connection"] });
  });

  it("is deleted first where the same host has to join anew", async () => {
    const { replaces, deleteBeforeReplace } = await diff(
      NODE,
      node(),
      node({ advertiseAddr: "10.0.0.9" }),
    );
    expect({ replaces, deleteBeforeReplace }).toEqual({
      replaces: ["advertiseAddr"],
      deleteBeforeReplace: true,
    });
  });
});
