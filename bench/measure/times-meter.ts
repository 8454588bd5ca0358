import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "./command";
import type { Meter } from "./meter";

/** Seconds of the shell's `times` output: the second line, which counts children that were waited for. */
export function parseTimes(text: string): number {
  const children = text.trim().split("\n")[1] ?? "";
  let seconds = 0;
  for (const [, minutes, rest] of children.matchAll(/(\d+)m([\d.]+)s/g))
    seconds += Number(minutes) * 60 + Number(rest);
  return seconds;
}

/** Process ids of `root` and its descendants, from pairs of process and parent. */
export function descendants(root: number, parents: ReadonlyMap<number, number>): number[] {
  const found = new Set([root]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function readParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      // The name in parentheses may hold spaces; the parent is the second field after it.
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended while we were looking.
    }
  }
  return parents;
}

/** Counts without root, by the shell. Processes that detach from the command are missed. */
export class TimesMeter implements Meter {
  readonly kind = "times";
  readonly sampleMs = 100;
  private readonly dir = mkdtempSync(join(tmpdir(), "slipway-bench-times-"));
  private readonly file = join(this.dir, "times");

  wrap(command: Command): Command {
    const count = '"$@"; code=$?; times > "$0"; exit $code';
    return { ...command, argv: ["/bin/sh", "-c", count, this.file, ...command.argv] };
  }

  pids(rootPid: number): number[] {
    return descendants(rootPid, readParents());
  }

  cpuSeconds(): number {
    return parseTimes(readFileSync(this.file, "utf8"));
  }

  async close(rootPid: number | undefined): Promise<void> {
    if (rootPid !== undefined)
      for (const pid of this.pids(rootPid).reverse()) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It ended by itself.
        }
      }
    rmSync(this.dir, { recursive: true, force: true });
  }
}
