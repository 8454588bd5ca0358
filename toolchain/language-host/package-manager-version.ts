import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/**
 * Version of a package manager; undefined where it isn't installed, as it is only informative. The engine asks at every
 * command, and `npm --version` takes as long as all else in a command's start: npm's own package.json says the same.
 */
export async function packageManagerVersion(manager: string): Promise<string | undefined> {
  if (manager === "npm") {
    try {
      const folder = join(dirname(process.execPath), "../lib/node_modules/npm");
      const text = readFileSync(join(folder, "package.json"), "utf8");
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      // This Node came without npm, or from a package that puts it elsewhere.
    }
  }
  const asked = await promisify(execFile)(manager, ["--version"]).catch(() => undefined);
  return asked?.stdout.trim();
}
