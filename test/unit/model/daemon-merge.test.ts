import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { managedPart, mergeDaemon } from "../../../model/daemon-merge";

const config = fc.dictionary(
  fc.constantFrom("a", "b", "c", "d"),
  fc.oneof(fc.boolean(), fc.integer(), fc.array(fc.string(), { maxLength: 2 })),
);

describe("mergeDaemon", () => {
  it("leaves keys alone that nobody manages, and notes what managed ones had", () => {
    expect(mergeDaemon({ mtu: 1400, debug: true }, { debug: false, labels: ["a=b"] }, {})).toEqual({
      next: { mtu: 1400, debug: false, labels: ["a=b"] },
      former: { debug: true, labels: null },
      changed: ["debug", "labels"],
    });
  });

  it("keeps the first former value over further changes", () => {
    const first = mergeDaemon({ debug: true }, { debug: false }, {});
    const second = mergeDaemon(first.next, { debug: false, mtu: 9000 }, first.former);
    expect(second.former).toEqual({ debug: true, mtu: null });
    expect(second.changed).toEqual(["mtu"]);
  });

  it("changes nothing where the order of an object's keys is another", () => {
    const options = { "log-opts": { "max-size": "1m", "max-file": "2" } };
    const { changed } = mergeDaemon(
      { "log-opts": { "max-file": "2", "max-size": "1m" } },
      options,
      {},
    );
    expect(changed).toEqual([]);
  });

  it("gives everything back in the end, whatever was managed meanwhile", () => {
    fc.assert(
      fc.property(config, fc.array(config, { maxLength: 4 }), (before, steps) => {
        let now = { next: { ...before } as Record<string, unknown>, former: {} };
        for (const wanted of [...steps, {}]) {
          const merged = mergeDaemon(now.next, wanted, now.former);
          expect(managedPart(merged.next, wanted)).toEqual(wanted);
          expect(mergeDaemon(merged.next, wanted, merged.former).changed).toEqual([]);
          now = merged;
        }
        expect(now.next).toEqual(before);
        expect(now.former).toEqual({});
      }),
    );
  });
});
