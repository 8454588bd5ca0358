import { describe, expect, it } from "vitest";
import { runInBatches, type BatchPlan } from "../../../../cli/fleet/exec/run-in-batches";

const ALL: BatchPlan = { concurrency: 10, batchSize: 10, maxFailures: Infinity };

/** Runs numbers; those in `failing` fail. Tells the results and, at each start, what ran. */
async function trial(count: number, plan: Partial<BatchPlan>, failing: number[] = []) {
  const targets = Array.from({ length: count }, (_, index) => index);
  const under = new Set<number>();
  const ranWith: number[][] = [];
  const results = await runInBatches(
    targets,
    { ...ALL, ...plan },
    async (target) => {
      under.add(target);
      ranWith.push([...under]);
      await new Promise((resolve) => setTimeout(resolve, 1));
      under.delete(target);
      return failing.includes(target) ? "failed" : "ok";
    },
    (result) => result === "failed",
  );
  return { results, most: Math.max(...ranWith.map((each) => each.length)), ranWith };
}

describe("runInBatches", () => {
  it("must run all at once, but no more than it may", async () => {
    expect((await trial(6, {})).most).toBe(6);
    expect((await trial(6, { concurrency: 2 })).most).toBe(2);
  });

  it("must wait for the end of a batch before the next one", async () => {
    const { ranWith, results } = await trial(5, { batchSize: 2 });
    for (const together of ranWith)
      expect(new Set(together.map((each) => Math.floor(each / 2))).size).toBe(1);
    expect(results).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  });

  it("must start nothing more once too much has failed, and let what runs come to its end", async () => {
    const { results } = await trial(6, { batchSize: 2, maxFailures: 0 }, [1]);
    expect(results).toEqual(["ok", "failed", undefined, undefined, undefined, undefined]);
    const one = await trial(4, { concurrency: 1, maxFailures: 1 }, [0, 1]);
    expect(one.results).toEqual(["failed", "failed", undefined, undefined]);
  });

  it("must start nothing more once it was interrupted", async () => {
    const stop = new AbortController();
    const run = async () => {
      stop.abort();
      return "ok";
    };
    const plan = { ...ALL, concurrency: 1 };
    expect(await runInBatches([1, 2], plan, run, () => false, stop.signal)).toEqual([
      "ok",
      undefined,
    ]);
  });
});
