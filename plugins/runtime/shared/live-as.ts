import { readFileSync, readlinkSync } from "node:fs";

/** Takes environment and folder of the process, as it was started with. Only where the system has /proc. */
export function liveAs(pid: string): void {
  const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const each of environment) {
    const at = each.indexOf("=");
    process.env[each.slice(0, at)] = each.slice(at + 1);
  }
  process.chdir(readlinkSync(`/proc/${pid}/cwd`));
}
