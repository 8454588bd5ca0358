import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * The checkout's folder. Found by walking up, because this code runs both from the source and from
 * a bundle in `.slipway/build`.
 */
export function checkoutRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (
      existsSync(manifest) &&
      (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string }).name === "slipway"
    )
      return folder;
    if (dirname(folder) === folder) throw new Error(`no slipway checkout above ${from}`);
  }
}

/** `.slipway` of the checkout: state, passphrase, wrapper and bundles. Not in git. */
export function localDir(root: string): string {
  return join(root, ".slipway");
}

/** What outlives a checkout: built command line tools and base images. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CACHE_HOME;
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "slipway");
}
