import { readdirSync, readFileSync } from "node:fs";

export interface ProcessInfo {
  pid: number;
  parent: number;
  command: string;
}

/** All processes as /proc has them now. */
export function processes(): ProcessInfo[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => processInfo(Number(entry)) ?? []);
}

/** All processes that descend from one, nearest first. */
export function descendants(root: number): ProcessInfo[] {
  const all = processes();
  const found: ProcessInfo[] = [];
  let level = [root];
  while (level.length > 0) {
    const next = all.filter(({ parent }) => level.includes(parent));
    found.push(...next);
    level = next.map(({ pid }) => pid);
  }
  return found;
}

function processInfo(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold spaces.
    const [, parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
    return { pid, parent: Number(parent), command };
  } catch {
    return undefined; // It has ended meanwhile.
  }
}
