import { causeOf } from "../../../plugins/docker/diff/treatment";
import type { Props } from "../../../plugins/runtime/resource";
import type { Kind } from "./kinds";

/** What the table says of a change of inputs. */
export interface ExpectedChange {
  properties: string[];
  /** Those that replace, each with its cause. */
  causes: { property: string; cause: string }[];
}

/** @param properties the ones that were touched; others must not show. */
export function expectedChange(
  { table }: Kind,
  properties: readonly string[],
  before: Props,
  after: Props,
): ExpectedChange {
  const states = { before, after };
  const changed = properties.filter((property) => {
    const { compare, change } = table[property]!;
    const differences = compare.differences(property, before[property], after[property], states);
    return change !== "ignore" && differences.length > 0;
  });
  const causes = changed.flatMap((property) => {
    const { change } = table[property]!;
    const cause = causeOf(change, before[property], after[property], states);
    return cause === undefined ? [] : [{ property, cause }];
  });
  return { properties: changed, causes };
}
