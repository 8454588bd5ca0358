import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const SECONDS = 20;

/** Kills a process that may be nobody's child any more, and waits until it is gone. */
export async function endProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    return; // It has ended.
  }
  for (const until = Date.now() + SECONDS * 1000; existsSync(`/proc/${pid}`); await sleep(10))
    if (Date.now() > until) throw new Error(`process ${pid} didn't end within ${SECONDS} s`);
}
