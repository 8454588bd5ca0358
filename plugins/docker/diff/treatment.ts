import type { Props, PropertyChange } from "../../runtime/resource";
import type { Comparison } from "./comparison";

/** What a change of one property means. */
export interface Treatment {
  compare: Comparison;
  /**
   * `inPlace`: Docker, or the plugin itself, takes the new value as it is. `ignore`: only written down.
   * `replace`: needs a new one, with the cause in words; where it depends on the values, a function that
   * returns the cause, or undefined for in place.
   */
  change:
    | "inPlace"
    | "ignore"
    | { replace: string }
    | { replaceIf: (before: unknown, after: unknown) => string | undefined };
}

/** One treatment for each property of `T`: a property that the SDK adds or renames is a compile error. */
export type TreatmentsFor<T> = { readonly [K in keyof Required<T>]: Treatment };

/** All changes between the old and the new inputs, as the table has it. */
export function changesBetween(
  table: Readonly<Record<string, Treatment>>,
  before: Props,
  after: Props,
): PropertyChange[] {
  return Object.entries(table).flatMap(([name, { compare, change }]) => {
    if (change === "ignore") return [];
    const differences = compare.differences(name, before[name], after[name], { before, after });
    if (differences.length === 0) return [];
    const cause =
      change === "inPlace"
        ? undefined
        : "replace" in change
          ? change.replace
          : change.replaceIf(before[name], after[name]);
    return differences.map((difference) =>
      cause === undefined ? difference : { ...difference, replace: true, cause },
    );
  });
}

/** Names of the top-level properties that differ. */
export function changedProperties(
  table: Readonly<Record<string, Treatment>>,
  before: Props,
  after: Props,
): Set<string> {
  return new Set(
    Object.entries(table)
      .filter(
        ([name, { compare }]) =>
          compare.differences(name, before[name], after[name], { before, after }).length > 0,
      )
      .map(([name]) => name),
  );
}
