import { describe, expect, it } from "vitest";
import { containersInState } from "../../../../cli/fleet/containers-in-state";
import { compareWithState, tally } from "../../../../cli/fleet/drift";
import type { FoundContainer } from "../../../../cli/fleet/found-containers";
import { servicesInState } from "../../../../cli/fleet/services-in-state";
import { container, service, taskLabels } from "./state";

const declared = containersInState([container("web", "a")]);

const found = (change: Partial<FoundContainer> = {}): FoundContainer => ({
  id: "id-of-web",
  name: "web-1234567",
  urn: "urn:pulumi:prod::shop::docker:index/container:Container::web",
  labels: {},
  state: "running",
  running: true,
  exitCode: 0,
  health: undefined,
  image: "nginx:1",
  imageId: "sha256:1",
  digest: "sha256:1",
  since: "2026-01-01T00:00:00Z",
  ...change,
});

function drift(
  containers: FoundContainer[],
  images: Record<string, string> = { "nginx:1": "sha256:1" },
) {
  const there = { containers, imageIds: new Map(Object.entries(images)) };
  return compareWithState(declared, there, []).map(({ name, drift: each }) => [
    name,
    ...each.map(({ kind }) => kind),
  ]);
}

describe("compareWithState", () => {
  it("must see no drift where all is as the state has it", () => {
    expect(drift([found()])).toEqual([["web-1234567"]]);
  });

  it("must see what is missing", () => {
    expect(drift([])).toEqual([["web-1234567", "missing"]]);
  });

  it("must see what has stopped, with its exit code, or is paused", () => {
    const stopped = found({ running: false, state: "exited", exitCode: 137 });
    expect(drift([stopped])).toEqual([["web-1234567", "stopped"]]);
    const [row] = compareWithState(declared, { containers: [stopped], imageIds: new Map() }, []);
    expect(row?.drift[0]?.text).toBe("exited with code 137");
    expect(drift([found({ running: false, state: "paused" })])).toEqual([
      ["web-1234567", "stopped"],
    ]);
  });

  it("must not expect a job to run", () => {
    const job = containersInState([container("web", "a", { outputs: { mustRun: false } })]);
    const containers = [found({ running: false, state: "exited" })];
    expect(compareWithState(job, { containers, imageIds: new Map() }, [])[0]?.drift).toEqual([]);
  });

  it("must see that a tag means another image now, or that the container has another image", () => {
    expect(drift([found()], { "nginx:1": "sha256:2" })).toEqual([["web-1234567", "image"]]);
    expect(drift([found({ image: "nginx:2" })], {})).toEqual([["web-1234567", "image"]]);
    expect(drift([found()], {})).toEqual([["web-1234567"]]);
  });

  it("must see a container that somebody made under the name of one that is gone", () => {
    expect(drift([found({ id: "other" })])).toEqual([["web-1234567", "recreated"]]);
  });

  it("must see what the state doesn't know", () => {
    const labels = { "slipway.workload": "web", "slipway.replica": "7" };
    const extra = found({ id: "x", name: "web-left", labels });
    expect(drift([found(), extra])).toEqual([["web-1234567"], ["web-left", "extra"]]);
  });
});

describe("services of a swarm", () => {
  const services = servicesInState([
    service("queue"),
    service("agent", { mode: { global: true } }),
  ]);
  const task = (replica: number, change: Partial<FoundContainer> = {}) =>
    found({
      id: `${replica}`,
      name: `queue-7654321.${replica}.x1y2`,
      labels: taskLabels("queue", replica),
      ...change,
    });
  const compared = (...containers: FoundContainer[]) =>
    compareWithState([], { containers, imageIds: new Map([["nginx:1", "sha256:1"]]) }, services);

  it("must be known by Swarm's labels, and not be extra", () => {
    expect(compared(task(2))).toMatchObject([{ workload: "queue", replica: 2, drift: [] }]);
  });

  it("must show another image than the state says", () => {
    const [row] = compared(task(1, { imageId: "sha256:2" }));
    expect(row?.drift).toEqual([{ kind: "image", text: "nginx:1 is another image now" }]);
  });

  it("must be counted over all hosts, where all were asked", () => {
    const containers = compared(task(1), task(3), task(2, { running: false, state: "created" }));
    expect(
      tally(services, containers, true).map(({ running, drift }) => [running, ...drift]),
    ).toEqual([[0], [2, { kind: "missing", text: "2 of 3 containers run" }]]);
    expect(tally(services, containers, false).flatMap(({ drift }) => drift)).toEqual([]);
  });
});
