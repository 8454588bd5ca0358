type Json = Record<string, unknown>;

/** What is to stand in `daemon.json`, and what keys that are managed had before; null for those that weren't there. */
export interface DaemonMerge {
  next: Json;
  former: Json;
  /** Keys of the file that change, in order. */
  changed: string[];
}

/**
 * Puts the wanted keys into what is there. Keys that nobody manages stay as they are; those that were managed, and aren't
 * any more, get their former values back.
 *
 * @param former as the last merge gave it.
 */
export function mergeDaemon(current: Json, wanted: Json, former: Json): DaemonMerge {
  const next: Json = { ...current };
  const kept: Json = {};
  for (const [key, value] of Object.entries(former)) {
    if (key in wanted) continue;
    if (value === null) delete next[key];
    else next[key] = value;
  }
  for (const [key, value] of Object.entries(wanted)) {
    kept[key] = key in former ? former[key] : (current[key] ?? null);
    next[key] = value;
  }
  const keys = [...new Set([...Object.keys(current), ...Object.keys(next)])];
  return {
    next,
    former: kept,
    changed: keys.filter((key) => !same(current[key], next[key])).sort(),
  };
}

/** What of the file is managed: drift is seen where it differs from what was wanted. */
export function managedPart(current: Json, managed: Json): Json {
  return Object.fromEntries(
    Object.keys(managed)
      .filter((key) => key in current)
      .map((key) => [key, current[key]]),
  );
}

/** Lists in order; objects whatever the order of their keys. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Json, b as Json];
  return (
    Object.keys(left).length === Object.keys(right).length &&
    Object.keys(left).every((key) => key in right && same(left[key], right[key]))
  );
}
