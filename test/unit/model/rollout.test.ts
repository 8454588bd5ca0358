import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeRollout, planRollout } from "../../../model/rollout";

describe("planRollout", () => {
  it("is start-first with all replicas at once where nothing forbids it", () => {
    expect(planRollout({ replicas: 3 })).toEqual({ order: "start-first", batches: [[0, 1, 2]] });
  });

  it("is stop-first, one at a time, with an exclusive volume, and says why", () => {
    expect(planRollout({ replicas: 2, volumes: [{ path: "/d", name: "data" }] })).toEqual({
      order: "stop-first",
      reason:
        'volume "data" may only be written by one container at a time (its access is "exclusive")',
      batches: [[0], [1]],
    });
  });

  it("is stop-first with a published port, and says why", () => {
    expect(planRollout({ ports: [{ port: 80, publish: { port: 8080 } }] })).toMatchObject({
      order: "stop-first",
      reason: "port 80 is published on the host's port 8080, which only one container can have",
    });
  });

  it.each([
    ["shared", { path: "/d", name: "data", access: "shared" as const }],
    ["read-only", { path: "/d", name: "data", readOnly: true }],
    ["in memory", { path: "/d", tmpfs: {} }],
  ])("stays start-first with a volume that is %s", (_, volume) => {
    expect(planRollout({ volumes: [volume] }).order).toBe("start-first");
  });

  it("does as it is told", () => {
    expect(planRollout({ rollout: { order: "stop-first" } })).toMatchObject({
      order: "stop-first",
      reason: "rollout.order says so",
    });
  });

  it("lets the canary go first and rounds a share up", () => {
    expect(planRollout({ replicas: 6, rollout: { canary: 1, batch: "30%" } }).batches).toEqual([
      [0],
      [1, 2],
      [3, 4],
      [5],
    ]);
  });

  it("puts each replica in exactly one batch, in order", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 5 }),
        fc.boolean(),
        (replicas, size, canary, share) => {
          const batch = share ? (`${Math.min(size, 100)}%` as const) : size;
          const { batches } = planRollout({ replicas, rollout: { batch, canary } });
          expect(batches.flat()).toEqual(Array.from({ length: replicas }, (_, index) => index));
          expect(batches.every((members) => members.length > 0)).toBe(true);
        },
      ),
    );
  });
});

describe("describeRollout", () => {
  const names = ["a", "b", "c"];

  it("says nothing where all change at once", () => {
    expect(describeRollout({ order: "start-first", batches: [[0, 1, 2]] }, names)).toBeUndefined();
  });

  it("names order, batches and what asked for them", () => {
    const spec = { batch: "50%", canary: 1, waitSeconds: 9 } as const;
    const rollout = planRollout({ replicas: 3, rollout: spec });
    expect(describeRollout(rollout, names, spec)).toBe(
      "replicas change in 2 batches (rollout.batch is 50%, rollout.canary is 1): a; then b, c; " +
        "each new replica is watched for 9 s before what comes after it (rollout.waitSeconds)",
    );
  });

  it("doesn't list a hundred batches", () => {
    const rollout = planRollout({ replicas: 100, rollout: { batch: 1 } });
    const many = Array.from({ length: 100 }, (_, index) => `web-${index}`);
    expect(describeRollout(rollout, many, { batch: 1 })).toMatch(/; then web-5; then 94 more$/);
  });
});
