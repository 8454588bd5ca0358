import { describe, expect, it } from "vitest";
import { swarmRefusals, type SwarmPlace } from "../../../../model/engines/swarm-refusals";
import { LATER } from "../../../../model/later";

const PLACE: SwarmPlace = {
  endpointMode: "vip",
  publishMode: "ingress",
  everywhere: false,
  nodes: 3,
  update: {},
};

const refused = (spec: Parameters<typeof swarmRefusals>[0], place: Partial<SwarmPlace> = {}) =>
  swarmRefusals(spec, { ...PLACE, ...place }).map(({ path, problem }) => `${path}: ${problem}`);

describe("swarmRefusals", () => {
  it("lets pass what a swarm can do", () => {
    expect(
      refused({
        replicas: 5,
        ports: [{ port: 80, publish: { port: 8080, address: "0.0.0.0" } }],
        files: [
          { path: "/a", content: "a" },
          { path: "/b", content: LATER as never, secret: true },
        ],
        rollout: { batch: 2 },
      }),
    ).toEqual([]);
    const pace = { rollout: { waitSeconds: 9 } };
    expect(refused(pace, { update: { monitorSeconds: 9 } })).toEqual([]);
  });

  it("refuses a monitor shorter than the delay", () => {
    const pace = { rollout: { waitSeconds: 10 } };
    expect(refused(pace, { update: { monitorSeconds: 5 } })).toEqual([
      "on.update.monitorSeconds: expected at least rollout.waitSeconds (10), got 5: Swarm would miss tasks that fail between the two",
    ]);
  });

  it("refuses what a service has not, all at once", () => {
    expect(
      refused({
        secretEnv: { KEY: "x" },
        allowPrivilegeEscalation: false,
        rollout: { canary: 1 },
      }).map((each) => each.split(":")[0]),
    ).toEqual(["secretEnv", "allowPrivilegeEscalation", "rollout.canary"]);
  });

  it("refuses to publish on every address unless that is said", () => {
    const publish = (address?: string) => [
      { port: 80, publish: { port: 8080, ...(address !== undefined && { address }) } },
    ];
    expect(refused({ ports: publish() })).toEqual([
      'ports[0].publish.address: expected "0.0.0.0", got nothing: Swarm publishes on every address of its nodes, and that has to be said',
    ]);
    expect(refused({ ports: publish("127.0.0.1") })).toHaveLength(1);
  });

  it("refuses more tasks with a port of a node than there are nodes", () => {
    const ports = [{ port: 80, publish: { port: 8080, address: "0.0.0.0" } }];
    const host = { publishMode: "host" } as const;
    expect(refused({ ports, replicas: 4 }, host)).toEqual([
      "ports[0].publish.port: the port 8080 of a node can only be had by one task, and there are 4 replicas for 3 nodes",
    ]);
    expect(refused({ ports, replicas: 3 }, host)).toEqual([]);
    expect(refused({ ports }, { ...host, everywhere: true })).toEqual([]);
  });

  it("refuses the ingress without a virtual address", () => {
    expect(refused({}, { endpointMode: "dnsrr" })).toEqual([
      'on.publishMode: expected "host": with endpointMode "dnsrr" there is no ingress',
    ]);
  });

  it("refuses empty files, those that are too large, and to change them in place", () => {
    const files = [
      { path: "/a", content: "" },
      { path: "/b", content: "x".repeat(600_000) },
      { path: "/c", content: "x".repeat(600_000), secret: true },
      { path: "/d", content: "d", onChange: "restart" as const },
    ];
    expect(refused({ files }).map((each) => each.split(":")[0])).toEqual([
      "files[0].content",
      "files[2].content",
      "files[3].onChange",
    ]);
  });

  it("refuses a number of replicas where one runs on each node", () => {
    expect(refused({ replicas: 2 }, { everywhere: true })).toEqual([
      expect.stringContaining("replicas: must be left out"),
    ]);
  });
});
