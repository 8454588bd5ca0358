import { createHash } from "node:crypto";

/**
 * Whose things are whose: a short hash of the state backend. Two checkouts (or a laptop and a CI runner) with
 * stacks of the same name on one engine have different backends, and leave each other's containers alone.
 */
export function ownerOf(env: NodeJS.ProcessEnv = process.env): string {
  const backend = env["PULUMI_BACKEND_URL"];
  return backend ? createHash("sha256").update(backend).digest("hex").slice(0, 12) : "default";
}
