import { describe, expect, it } from "vitest";
import { hostRollout } from "../../../../../model/compose/host/host-rollout";
import { loadFiles } from "../load-text";

function rollout(web: object) {
  const { project } = loadFiles({
    "compose.yaml": { services: { web: { image: "a", ...web } }, volumes: { data: {} } },
  });
  return hostRollout(project.services.web!);
}

describe("hostRollout", () => {
  it("starts first where nothing is in the way", () => {
    expect(rollout({ scale: 2, ports: ["80"], volumes: ["./www:/www:ro"] })).toEqual({
      order: "start-first",
      batches: [[0, 1]],
    });
  });

  it.each([
    ["a port of the host", { ports: ["8080:80"] }, "the host's port 8080"],
    ["the host's network", { network_mode: "host" }, "the host's own network"],
    ["a fixed address", { networks: { default: { ipv4_address: "10.0.0.2" } } }, "fixed address"],
    ["a volume that it alone writes to", { volumes: ["data:/data"] }, '"data" on /data'],
    ["the file's word", { deploy: { update_config: { order: "stop-first" } } }, "update_config"],
  ])("stops first for %s", (_, web, reason) => {
    expect(rollout(web)).toMatchObject({
      order: "stop-first",
      reason: expect.stringContaining(reason) as string,
    });
  });

  it("takes a volume of several containers for shared, and a socket too", () => {
    expect(rollout({ scale: 2, volumes: ["data:/data"] }).order).toBe("start-first");
    expect(rollout({ volumes: ["/var/run/docker.sock:/var/run/docker.sock"] }).order).toBe(
      "start-first",
    );
  });

  it("goes by the file's parallelism, of which 0 is all at once", () => {
    const update = (parallelism: number) =>
      rollout({ deploy: { replicas: 3, update_config: { parallelism } } }).batches;
    expect(update(2)).toEqual([[0, 1], [2]]);
    expect(update(0)).toEqual([[0, 1, 2]]);
  });
});
