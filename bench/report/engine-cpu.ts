import { readFileSync, readdirSync } from "node:fs";

/** Clock ticks a second that Linux reports in /proc, on every architecture that Node runs on. */
const TICKS = 100;
const ENGINE_PROCESSES = new Set(["dockerd", "containerd"]);

/** CPU seconds (their ended children's too) in a line of /proc/PID/stat, or undefined for other programs. */
export function engineSecondsOf(stat: string): number | undefined {
  const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
  if (!ENGINE_PROCESSES.has(name)) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
  return ticks / TICKS;
}

/** CPU seconds of the Docker engine's daemons on this machine so far; undefined where none is seen. */
export function engineCpuSeconds(): number | undefined {
  let total: number | undefined;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const seconds = engineSecondsOf(readFileSync(`/proc/${entry}/stat`, "utf8"));
      // Daemons only: a shim takes its time with it when it ends, and the sum would run backwards.
      if (seconds !== undefined) total = (total ?? 0) + seconds;
    } catch {
      // It ended while we were looking.
    }
  }
  return total;
}
