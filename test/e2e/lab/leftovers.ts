import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { LabRecord } from "../../../lab/lab-folder";
import { processes } from "../../support/processes";

const CGROUPS = "/sys/fs/cgroup";

/** Whatever there still is of a lab on this machine, as the kernel tells it: one line each. */
export function leftovers({ name, dir, bridge, subnet }: LabRecord): string[] {
  const rules = execFileSync("iptables-save", { encoding: "utf8" }).split("\n");
  const links = readdirSync("/sys/class/net");
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const number = bridge.slice("slwlab".length);
  return [
    ...links.filter((link) => link === bridge || link.startsWith(`slw${number}h`)),
    ...rules.filter((rule) => rule.includes(` ${bridge} `) || rule.includes(subnet)),
    ...mounts.filter((mount) => mount.includes(dir)),
    ...processes()
      .map(({ command }) => command)
      // Of its hosts, of their engines, and its guard.
      .filter((command) =>
        [dir, `/slipway-lab/${name}/`, `("${name}")`].some((part) => command.includes(part)),
      ),
    ...cgroups(name),
    ...(existsSync(dir) ? [dir] : []),
  ];
}

function cgroups(lab: string): string[] {
  return ["", ...readdirSync(CGROUPS)]
    .map((hierarchy) => join(CGROUPS, hierarchy, "slipway-lab", lab))
    .filter(existsSync);
}
