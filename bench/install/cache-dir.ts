import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../toolchain/paths";

/** Where the bench keeps the tools that it installs for itself, outside of the checkout. */
export function cacheRoot(): string {
  return join(cacheDir(), "bench");
}

/**
 * A directory of the cache, filled once by `fill` and found again as long as `recipe` is the same.
 * It is filled under a name of its own and renamed at the end, so an interrupted install leaves nothing half-made
 * under the final name. Tools that remember their own path (a Python environment) are told the final
 * name and filled in place: `inPlace`.
 */
export async function cached(
  name: string,
  recipe: unknown,
  fill: (dir: string) => Promise<void>,
  { inPlace = false }: { inPlace?: boolean } = {},
): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 12);
  const dir = join(cacheRoot(), `${name}-${key}`);
  const stamp = join(dir, ".complete");
  if (existsSync(stamp)) return dir;
  const work = inPlace ? dir : `${dir}.part-${process.pid}`;
  rmSync(dir, { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    await fill(work);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(join(work, ".complete"), "");
  if (work !== dir) renameSync(work, dir);
  return dir;
}
