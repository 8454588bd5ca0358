import { readFileSync } from "node:fs";

const POLL_MILLISECONDS = 500;

/** Calls `gone` once when the process has ended, also where another one has its id by then. */
export function onEngineGone(pid: number, gone: () => void): void {
  const start = startTime(pid);
  const timer = setInterval(() => {
    if (isAlive(pid) && startTime(pid) === start) return;
    clearInterval(timer);
    gone();
  }, POLL_MILLISECONDS);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * In the system's own unit. Undefined where the process has ended, though its parent hasn't taken note, and where the
 * system doesn't say (it has no /proc).
 */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
