import type { Test } from "../../../runtime/check/rule";

/** Both alphabets of base64, as the SDK speaks of the URL-safe one. The value isn't shown: it may be a secret. */
export const base64Content: Test<string> = (value) =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(value.replace(/\s/g, ""))
    ? undefined
    : "expected base64: write Buffer.from(text).toString('base64')";

/** One spelling for equal contents. */
export function canonicalBase64(value: string): string {
  return Buffer.from(value, "base64").toString("base64");
}

/** Swarm keeps files in its own state, of which it wants but little. */
export function sizeProblem(base64: string, largest: number): string | undefined {
  const size = Buffer.from(base64, "base64").length;
  if (size === 0) return "expected some content: Swarm takes no empty one";
  return size > largest
    ? `expected at most ${largest} bytes, got ${size}: use a volume for large files`
    : undefined;
}
