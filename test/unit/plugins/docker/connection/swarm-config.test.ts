import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { managerEndpoints, swarmFate } from "../../../../../plugins/docker/connection/swarm-config";
import { provider } from "../../../../../plugins/docker/provider";
import { startProvider, type ProviderHarness } from "../../../../support/provider-harness";

let plugin: ProviderHarness;

beforeAll(async () => {
  plugin = await startProvider(provider);
});
afterAll(() => plugin.stop());

const config = (id: string, ...hosts: string[]) => ({
  host: `ssh://${hosts[0]}`,
  swarm: JSON.stringify({ id, managers: hosts.map((each) => ({ host: `ssh://${each}` })) }),
});

describe("a provider for a swarm", () => {
  it("is the same by whichever managers it is spoken to", async () => {
    const { replaces } = await plugin.diffConfig(config("s", "a", "b"), config("s", "c"));
    expect(replaces).toEqual([]);
  });

  it("is another one for another swarm", async () => {
    const { replaces } = await plugin.diffConfig(config("s", "a"), config("t", "a"));
    expect(replaces).toEqual(["host"]);
  });

  it("checks its managers", async () => {
    const wrong = { swarm: JSON.stringify({ id: "s", managers: [{ hots: "x" }] }) };
    const { failures } = await plugin.checkConfig(wrong);
    expect(failures).toEqual([
      { property: "swarm.managers[0].hots", reason: "unknown property; did you mean `host`?" },
    ]);
  });
});

it("is given up with the last of its managers, and leaves out those that are before", () => {
  const swarm = { id: "s", managers: [{ host: "ssh://a" }, { host: "ssh://b" }] };
  vi.stubEnv("SLIPWAY_FORGET_HOSTS", "ssh://a");
  expect(swarmFate(swarm).forgotten).toBe(false);
  expect(managerEndpoints(swarm)).toMatchObject([{ host: "b" }]);
  vi.stubEnv("SLIPWAY_FORGET_HOSTS", "ssh://a,ssh://b");
  expect(swarmFate(swarm).forgotten).toBe(true);
  vi.unstubAllEnvs();
});
