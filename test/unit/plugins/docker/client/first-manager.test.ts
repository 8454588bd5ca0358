import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";

import { EngineError } from "../../../../../plugins/docker/client/engine-error";
import { firstManager, NoManagerError } from "../../../../../plugins/docker/client/first-manager";
import type {
  EngineMembership,
  EngineSwarm,
  SwarmMembership,
} from "../../../../../plugins/docker/client/swarm-membership";

const NO_MANAGER = () => Promise.reject(new EngineError("server", "no manager", { status: 503 }));

function host(
  where: string,
  swarm: () => Promise<unknown>,
  own: Partial<EngineMembership> = {},
): { where: string; membership: SwarmMembership } {
  return {
    where,
    membership: {
      where,
      swarm: () => swarm() as Promise<EngineSwarm>,
      own: () => Promise.resolve({ LocalNodeState: "inactive", Error: "", ...own }),
    } as unknown as SwarmMembership,
  };
}

const manager = (where: string, id = "s") => host(where, () => Promise.resolve({ ID: id }));
const gone = (where: string) =>
  host(where, () => Promise.reject(new EngineError("unreachable", `${where} doesn't answer`)));

it("takes the first in the list that is a manager of that swarm", async () => {
  const hosts = [host("a", NO_MANAGER), manager("b", "other"), manager("c"), manager("d")];
  expect((await firstManager(hosts, "s")).use.where).toBe("c");
});

it("asks the next one while the first lets it wait", async () => {
  const slow = host("a", async () => {
    await sleep(10_000, undefined, { ref: false });
    return { ID: "s" };
  });
  const began = Date.now();
  expect((await firstManager([slow, manager("b")], "s")).use.where).toBe("b");
  expect(Date.now() - began).toBeLessThan(5000);
});

it("says of each host why it is of no use", async () => {
  const hosts = [
    gone("a"),
    host("b", NO_MANAGER, { LocalNodeState: "active" }),
    manager("c", "other"),
    host("d", NO_MANAGER),
  ];
  await expect(firstManager(hosts, "s")).rejects.toThrow(
    "no manager of the swarm can be used: a doesn't answer; b is a worker; c is a manager of another swarm (other); d is in no swarm",
  );
});

it("says how to go on where managers are locked, without quorum, or all gone", async () => {
  const locked = host("a", NO_MANAGER, { LocalNodeState: "locked" });
  await expect(firstManager([locked], "s")).rejects.toThrow("`pulumi up --refresh` unlocks");
  const alone = host("a", NO_MANAGER, { LocalNodeState: "active", ControlAvailable: true });
  await expect(firstManager([alone], "s")).rejects.toThrow("have lost their quorum");
  await expect(firstManager([gone("a"), gone("b")], "s")).rejects.toThrow(
    "run once with SLIPWAY_FORGET_HOSTS=a,b",
  );
});

it("tells whether the swarm is gone from all hosts", async () => {
  const error: unknown = await firstManager([host("a", NO_MANAGER)], "s").catch((e: unknown) => e);
  expect(error).toBeInstanceOf(NoManagerError);
  expect((error as NoManagerError).all("inactive")).toBe(true);
});
