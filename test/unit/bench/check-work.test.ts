import { describe, expect, it } from "vitest";
import { checkWork } from "../../../bench/check-work";
import type { Observed } from "../../../bench/docker/observe";
import { BENCH_LABEL, workOf, type Revision } from "../../../bench/workload";

const trial = { base: "slipway-bench-x-1", n: 3, changed: 3, imageId: "sha256:image" };
const nothing: Observed = { containers: [], volumes: [], networks: [] };

function rightState(revision: Revision, idPrefix = "id"): Observed {
  const spec = workOf(trial, revision);
  return {
    containers: spec.containers.map((each, i) => ({
      id: `${idPrefix}${i}`,
      running: true,
      image: trial.imageId,
      env: ["PATH=/bin", ...Object.entries(each.env).map(([key, value]) => `${key}=${value}`)],
      labels: { ...each.labels, other: "label" },
      restart: each.restart,
      mounts: [{ volume: each.volume, path: each.mountPath }],
      networks: ["net"],
    })),
    volumes: spec.containers.map((each) => each.volume),
    networks: ["net"],
  };
}

type Changed = Partial<Observed["containers"][number]>;
const withFirst = (state: Observed, changed: Changed): Observed => ({
  ...state,
  containers: state.containers.map((each, i) => (i === 0 ? { ...each, ...changed } : each)),
});

describe("checkWork", () => {
  it("must accept the right state after each phase", () => {
    expect(checkWork(trial, "create", rightState(1), nothing)).toEqual([]);
    expect(checkWork(trial, "noop", rightState(1), rightState(1))).toEqual([]);
    expect(checkWork(trial, "change", rightState(2, "new"), rightState(1))).toEqual([]);
    expect(checkWork(trial, "destroy", nothing, rightState(2))).toEqual([]);
  });

  it.each<[string, Changed, RegExp]>([
    ["a stopped container", { running: false }, /expected 3 running containers, got 2/],
    [
      "a wrong env value",
      { env: ["MODE=bench", "REVISION=2"] },
      /expected 0 changed containers, got 1/,
    ],
    ["a missing label", { labels: { [BENCH_LABEL]: trial.base } }, /label tier is not web/],
    ["a missing restart policy", { restart: "" }, /restart policy is not set/],
    ["another image", { image: "sha256:other" }, /image is sha256:other/],
    ["no volume", { mounts: [] }, /expected one volume at \/data/],
    ["another network", { networks: ["bridge"] }, /not on the one network/],
  ])("must find %s", (_, changed, message) => {
    const wrong = checkWork(trial, "create", withFirst(rightState(1), changed), nothing);
    expect(wrong.join("\n")).toMatch(message);
  });

  it("must find containers that share a volume", () => {
    const shared = withFirst(rightState(1), {
      mounts: [{ volume: `${trial.base}-v1`, path: "/data" }],
    });
    expect(checkWork(trial, "create", shared, nothing)).toEqual([
      "expected 3 distinct mounted volumes, got 2",
    ]);
  });

  it("must find missing and doubled objects", () => {
    const { containers, volumes } = rightState(1);
    const state = { containers: containers.slice(1), volumes, networks: ["net", "twin"] };
    expect(checkWork(trial, "create", state, nothing)).toEqual(
      expect.arrayContaining(["expected 3 containers, got 2", "expected 1 networks, got 2"]),
    );
  });

  it("must find a no-op that replaced containers", () => {
    expect(checkWork(trial, "noop", rightState(1, "new"), rightState(1))).toEqual([
      "the no-op replaced containers",
    ]);
  });

  it("must find a change that did not happen, or lost the data", () => {
    expect(checkWork(trial, "change", rightState(1), rightState(1))).toEqual([
      "expected 3 changed containers, got 0",
      "expected 0 containers that weren't touched, got 3",
    ]);
    const before = { ...rightState(1), volumes: ["a", "b", "c"], networks: ["old"] };
    expect(checkWork(trial, "change", rightState(2, "new"), before)).toEqual([
      "the change phase replaced volumes",
      "the change phase replaced the network",
    ]);
  });

  it("must find a change of one that touched others", () => {
    const one = { ...trial, changed: 1 };
    const [first] = rightState(2, "new").containers;
    expect(checkWork(one, "change", withFirst(rightState(1), first!), rightState(1))).toEqual([]);
    expect(
      checkWork(one, "change", withFirst(rightState(1, "new"), first!), rightState(1)),
    ).toEqual(["expected 2 containers that weren't touched, got 0"]);
  });

  it("must find what destroy left", () => {
    expect(checkWork(trial, "destroy", rightState(2), rightState(2))).toEqual([
      "3 containers are left",
      "3 volumes are left",
      "1 networks are left",
    ]);
  });
});
