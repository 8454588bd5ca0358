import { existsSync, readFileSync } from "node:fs";
import { onPath } from "./on-path";

/** True where set-up may install packages: root on a machine with apt (Debian, Ubuntu and kin). */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && onPath("apt-get") !== undefined;
}

/** `id` of the distribution and those it is like, such as `["ubuntu", "debian"]`. */
export function distribution(osRelease = "/etc/os-release"): string[] {
  if (!existsSync(osRelease)) return [];
  const text = readFileSync(osRelease, "utf8");
  const field = (name: string) =>
    new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(text)?.[1]?.split(" ") ?? [];
  return [...field("ID"), ...field("ID_LIKE")];
}
