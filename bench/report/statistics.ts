/** The middle value, or the mean of the middle two. Fails on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle];
  if (high === undefined) throw new Error("median: expected at least one value, got none");
  if (sorted.length % 2 === 1) return high;
  return ((sorted[middle - 1] ?? high) + high) / 2;
}

/** `value` with `digits` significant digits. */
export function round(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}
