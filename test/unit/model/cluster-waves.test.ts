import { expect, it } from "vitest";
import { planWaves, wavesMistakes } from "../../../model/cluster-waves";

const clusters = ["eu", "us", "asia", "canary"].map((name) => ({
  name,
  roles: name === "canary" ? ["canary"] : [],
  labels: {},
}));

it("all clusters must change at once where nothing else is said", () => {
  expect(planWaves(clusters)).toEqual([[0, 1, 2, 3]]);
  expect(planWaves([])).toEqual([]);
});

it("canaries must come first, then the others in batches", () => {
  expect(planWaves(clusters, { canary: { role: "canary" } })).toEqual([[3], [0, 1, 2]]);
  expect(planWaves(clusters, { canary: { role: "canary" }, batch: 2 })).toEqual([[3], [0, 1], [2]]);
  expect(planWaves(clusters, { batch: "25%" })).toEqual([[0], [1], [2], [3]]);
  expect(planWaves(clusters, { canary: { name: "none" } })).toEqual([[0, 1, 2, 3]]);
});

it("mistakes must be told all at once", () => {
  expect(wavesMistakes({ canary: { roel: "x" } as object, batch: 0 })).toEqual([
    { path: "waves.canary.roel", problem: 'hosts have no such trait; did you mean "role"?' },
    {
      path: "waves.batch",
      problem: 'expected a number of 1 or more, or a share such as "25%", got 0',
    },
  ]);
  expect(wavesMistakes()).toEqual([]);
});
