import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provider } from "../../../../plugins/slipway/provider";
import { startProvider, type ProviderHarness } from "../../../support/provider-harness";

const TYPE = "slipway:gateway:BalancerMember";
const at = (address: string, more: object = {}) => ({
  connection: { host: `ssh://root@${address}` },
  gateway: "gateway-1",
  path: "/healthz",
  joinSeconds: 9,
  leaveSeconds: 9,
  drainSeconds: 30,
  ...more,
});

let plugin: ProviderHarness;

beforeAll(async () => {
  plugin = await startProvider(provider);
  await plugin.configure();
});
afterAll(() => plugin.stop());

const diff = (inputs: object) =>
  plugin.diff(TYPE, { id: "web", inputs: at("10.0.0.1"), state: at("10.0.0.1") }, { ...inputs });

describe("a member of a load balancer", () => {
  it("must be told all that is wrong at once", async () => {
    const { failures } = await plugin.check(TYPE, { path: "healthz", joinSeconds: -1 }, {});
    expect(failures.map(({ property }) => property).sort()).toEqual([
      "gateway",
      "joinSeconds",
      "leaveSeconds",
      "path",
    ]);
  });

  it("must join on another host before it leaves the old one, and change in place on its own", async () => {
    const moved = await diff(at("10.0.0.2"));
    expect(moved.replaces).toEqual(["connection"]);
    expect(moved.deleteBeforeReplace).toBe(false);
    expect((await diff(at("10.0.0.1", { gateway: "gateway-2" }))).replaces).toEqual([]);
    expect((await diff(at("10.0.0.1"))).changes).toBe("none");
  });
});
