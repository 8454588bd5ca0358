import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadOver } from "../../../model/spread";

const hosts = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 12,
});
const replicas = fc.integer({ min: 0, max: 40 });
const counts = (workload: string, names: string[], all: number) =>
  new Map(spreadOver(workload, names, all).map(({ host, replicas }) => [host, replicas]));

describe("spreadOver", () => {
  it("gives every replica a place, and no host two more than another", () => {
    fc.assert(
      fc.property(hosts, replicas, (names, all) => {
        const each = spreadOver("web", names, all).map((share) => share.replicas);
        expect(each.reduce((sum, count) => sum + count, 0)).toBe(all);
        expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("is the same whatever the order of the hosts", () => {
    fc.assert(
      fc.property(hosts, replicas, (names, all) => {
        expect(counts("web", [...names].reverse(), all)).toEqual(counts("web", names, all));
      }),
    );
  });

  it("moves nothing between hosts when one is added", () => {
    fc.assert(
      fc.property(hosts, replicas, (names, all) => {
        const [added, ...old] = names;
        fc.pre(old.length > 0);
        const before = counts("web", old, all);
        const after = counts("web", names, all);
        for (const host of old) expect(after.get(host)!).toBeLessThanOrEqual(before.get(host)!);
        expect(after.get(added!)!).toBeLessThanOrEqual(Math.ceil(all / names.length));
      }),
    );
  });

  it("puts different workloads first on different hosts", () => {
    const names = ["a", "b", "c", "d"];
    const first = (workload: string) =>
      spreadOver(workload, names, 1).find((share) => share.replicas === 1)!.host;
    const chosen = new Set(Array.from({ length: 40 }, (_, index) => first(`web-${index}`)));
    expect(chosen.size).toBe(4);
  });
});
