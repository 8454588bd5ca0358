import type { Props } from "../../runtime/resource";
import type { Comparison, Structure } from "./comparison";

/**
 * What was found, in the words of `old` wherever it means the same. What is not in `old` and is a default anyway
 * stays left out.
 */
export function inWordsOf(comparison: Comparison, old: unknown, found: unknown): unknown {
  if (!isStructure(comparison)) {
    const states = { before: {}, after: {} };
    return comparison.differences("", old, found, states).length === 0 ? old : found;
  }
  const result: Props = {};
  for (const [name, member] of Object.entries(comparison.members)) {
    const value = inWordsOf(
      member,
      (old as Props | undefined)?.[name],
      (found as Props | undefined)?.[name],
    );
    if (value !== undefined) result[name] = value;
  }
  return Object.keys(result).length > 0 || old !== undefined ? result : undefined;
}

function isStructure(comparison: Comparison): comparison is Structure {
  return "members" in comparison;
}
