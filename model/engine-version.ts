/** A version such as `24.0` or `20.10.24`, without what distributions add. */
export function isEngineVersion(text: string): boolean {
  return /^\d+(\.\d+){0,2}$/.test(text);
}

/** Whether an engine's version, such as `20.10.24+dfsg1`, is at least `wanted`. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [has, wants] = [numbers(version), numbers(wanted)];
  for (const [index, number] of wants.entries()) {
    const own = has[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

function numbers(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
