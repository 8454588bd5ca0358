/** Stands, in a spec that is being checked, for a value that isn't known yet; checks pass it by. */
export const LATER: unique symbol = Symbol("known later");

export function isLater(value: unknown): value is typeof LATER {
  return value === LATER;
}
