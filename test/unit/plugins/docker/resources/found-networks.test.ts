import { describe, expect, it } from "vitest";
import type { EngineContainer } from "../../../../../plugins/docker/client/engine-types";
import { networks } from "../../../../../plugins/docker/resources/container/found-networks";

const SWARM_ID = "kx3v0fdh5zqz4o1n8u5v0w2bq";
const LOCAL_ID = "f".repeat(64);

/** The networks of a container that is in one, with an address that stands there as if it had been asked for. */
function found(id: string, written: { name: string; ipv4Address?: string }) {
  const container = {
    Id: "abc",
    Config: {},
    HostConfig: { NetworkMode: "private" },
    NetworkSettings: {
      Networks: { private: { NetworkID: id, IPAMConfig: { IPv4Address: "10.0.1.7" } } },
    },
  } as unknown as EngineContainer;
  return networks(container, { networksAdvanced: [written] });
}

describe("the networks of a container that is there", () => {
  it("must have no address that a swarm gave by itself", () => {
    expect(found(SWARM_ID, { name: "private" })).toEqual([{ name: "private" }]);
  });

  it("must have the address that it was written with, and one that somebody gave by hand", () => {
    const asked = { name: "private", ipv4Address: "10.0.1.9" };
    expect(found(SWARM_ID, asked)).toEqual([{ name: "private", ipv4Address: "10.0.1.7" }]);
    expect(found(LOCAL_ID, { name: "private" })).toEqual([
      { name: "private", ipv4Address: "10.0.1.7" },
    ]);
  });
});
