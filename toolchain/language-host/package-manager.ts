import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PackageManagerOption } from "./runtime-options";

export type PackageManager = Exclude<PackageManagerOption, "auto">;

const LOCK_FILES: [string, PackageManager][] = [
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

/** The manager to install with: the one asked for, else the one whose lock file is nearest, else npm. */
export function packageManager(option: PackageManagerOption, folder: string): PackageManager {
  if (option !== "auto") return option;
  for (let at = folder; ; at = dirname(at)) {
    const found = LOCK_FILES.find(([file]) => existsSync(join(at, file)));
    if (found !== undefined) return found[1];
    if (dirname(at) === at) return "npm";
  }
}
