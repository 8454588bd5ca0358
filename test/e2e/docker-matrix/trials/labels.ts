import type { Trial } from "../trial";

const one = { label: "a", value: "1" };
const two = { label: "b", value: "2" };

/** Two labels, the same the other way round, and one with another value. */
export function labelTrial<Found>(
  labelsOf: (found: Found) => Record<string, string> | null | undefined,
  byHand?: Trial<Found>["byHand"],
): Trial<Found> {
  return {
    base: [two, one],
    alike: [[one, two]],
    changed: [{ label: "a", value: "3" }],
    inDocker: { of: (found) => labelsOf(found)?.["a"], base: "1", changed: "3" },
    ...(byHand !== undefined && { byHand }),
  };
}
