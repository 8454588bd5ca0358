import type { Props, PropertyChange } from "../../runtime/resource";
import type { Comparison, Difference } from "./comparison";

/** What a change of one property means. */
export interface Treatment {
  compare: Comparison;
  /**
   * `inPlace`: Docker takes the new value as it is. `pluginOnly`: says how the plugin deals with it, nothing in Docker
   * changes. `ignore`: only written down. `replace`: needs a new one, with the cause in words. Where it depends on the
   * values, a function tells, and `when` says for the docs where it replaces.
   */
  change:
    | "inPlace"
    | "pluginOnly"
    | "ignore"
    | { replace: string }
    | { replaceIf: ReplaceIf; when: string };
}

/** The cause of a replacement, or undefined where the change is made in place. */
export type ReplaceIf = (
  before: unknown,
  after: unknown,
  inputs: { before: Props; after: Props },
) => string | undefined;

/** One treatment for each property of `T`: a property that the SDK adds or renames is a compile error. */
export type TreatmentsFor<T> = { readonly [K in keyof Required<T>]: Treatment };

/** One comparison for each property of `T`, for the objects inside an input. */
export type ComparisonsFor<T> = { readonly [K in keyof Required<T>]: Comparison };

type Table = Readonly<Record<string, Treatment>>;

/**
 * All changes between the old and the new inputs, as the table has it.
 *
 * @param state What there is. Writing down what Docker filled in before is no change.
 */
export function changesBetween(
  table: Table,
  before: Props,
  after: Props,
  state: Props = {},
): PropertyChange[] {
  return Object.entries(table).flatMap(([name, treatment]) => {
    if (treatment.change === "ignore") return [];
    const differences = differencesOf(name, treatment, before, after, state);
    if (differences.length === 0) return [];
    const cause = causeOf(treatment.change, before[name], after[name], { before, after });
    return differences.map((difference) =>
      cause === undefined ? difference : { ...difference, replace: true, cause },
    );
  });
}

/** Names of the top-level properties that differ. */
export function changedProperties(table: Table, before: Props, after: Props): Set<string> {
  return new Set(
    Object.entries(table)
      .filter(([name, treatment]) => differencesOf(name, treatment, before, after, {}).length > 0)
      .map(([name]) => name),
  );
}

/** Why a change replaces; undefined where it doesn't. */
export function causeOf(
  change: Treatment["change"],
  before: unknown,
  after: unknown,
  inputs: { before: Props; after: Props },
): string | undefined {
  if (typeof change === "string") return undefined;
  return "replace" in change ? change.replace : change.replaceIf(before, after, inputs);
}

function differencesOf(
  name: string,
  { compare }: Treatment,
  before: Props,
  after: Props,
  state: Props,
): Difference[] {
  const inputs = { before, after };
  const found = compare.differences(name, before[name], after[name], inputs);
  const filledIn =
    (before[name] ?? undefined) === undefined ? (state[name] ?? undefined) : undefined;
  if (found.length === 0 || filledIn === undefined) return found;
  return compare.differences(name, filledIn, after[name], inputs).length === 0 ? [] : found;
}
