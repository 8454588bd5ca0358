import { createHash } from "node:crypto";
import { stableText } from "../diff/comparison";

/**
 * SHA-256 of a normalized specification. Secrets are replaced first, so that nobody can guess them from the hash,
 * which stands in a label that everyone on the host can read.
 */
export function specHash(spec: unknown, secrets: readonly string[]): string {
  const masked = mask(
    spec,
    secrets.filter((secret) => secret !== ""),
  );
  return createHash("sha256").update(stableText(masked)).digest("hex");
}

/** True where a secret occurs anywhere in the value. */
export function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  if (typeof value === "string") return secrets.some((each) => each !== "" && value.includes(each));
  if (typeof value === "number") return secrets.includes(String(value));
  if (Array.isArray(value)) return value.some((each) => holdsSecret(each, secrets));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).some(
      ([name, each]) => holdsSecret(name, secrets) || holdsSecret(each, secrets),
    );
  return false;
}

function mask(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string")
    return secrets.reduce((text, secret) => text.replaceAll(secret, "\0"), value);
  if (typeof value === "number") return secrets.includes(String(value)) ? "\0" : value;
  if (Array.isArray(value)) return value.map((each) => mask(each, secrets));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [mask(name, secrets), mask(each, secrets)]),
    );
  return value;
}
