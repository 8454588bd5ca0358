import { beforeEach, describe, expect, it, vi } from "vitest";

import { EngineError } from "../../../../../plugins/docker/client/engine-error";
import { leaveSwarm } from "../../../../../plugins/slipway/resources/swarm/leave-swarm";
import type { SwarmHost } from "../../../../../plugins/slipway/resources/swarm/managers";

const calls: string[] = [];
const warnings: string[] = [];
const controller = new AbortController();

/** @param rounds what is there at each look; the last one stays. */
function hostWith(rounds: string[][], removed: () => Promise<void> = async () => undefined) {
  return {
    host: {
      where: "host a",
      engine: {
        listContainers: async (labels: string[]) => {
          calls.push(`list ${labels.join()}`);
          return ((rounds.length > 1 ? rounds.shift() : rounds[0]) ?? []).map((Id) => ({ Id }));
        },
        removeContainer: async (id: string) => {
          calls.push(`remove ${id}`);
          await removed();
        },
      },
    },
    membership: { leave: async (force: boolean) => void calls.push(`leave ${force}`) },
  } as unknown as SwarmHost;
}

const call = {
  log: { status: () => undefined, warn: (message: string) => void warnings.push(message) },
  signal: controller.signal,
} as unknown as Parameters<typeof leaveSwarm>[2];

beforeEach(() => {
  calls.length = warnings.length = 0;
});

describe("leaveSwarm", () => {
  it("must take away what the engine has left lying, and look again", async () => {
    const inUse = async () => {
      throw new EngineError("conflict", "removal of container c1 is already in progress");
    };
    await leaveSwarm(hostWith([["c1"], []], inUse), "n1", call);
    const list = "list com.docker.swarm.node.id=n1";
    expect(calls).toEqual(["leave true", list, "remove c1", list]);
    expect(warnings).toEqual([]);
  });

  it("must say what stays, and have left nevertheless", async () => {
    vi.useFakeTimers();
    try {
      const left = leaveSwarm(hostWith([["c1"]]), "n1", call);
      await vi.advanceTimersByTimeAsync(40_000);
      await left;
    } finally {
      vi.useRealTimers();
    }
    expect(warnings).toEqual([
      "host a has left the swarm, but containers of it are still there after 30 s: see `docker ps -a --filter label=com.docker.swarm.node.id=n1`",
    ]);
  });
});
