import { readFileSync } from "node:fs";

const PAGE_BYTES = 4096;

/** Resident memory of the processes, summed, in MiB. Shared pages count once per process. */
export function residentMib(pids: readonly number[]): number {
  let pages = 0;
  for (const pid of pids) {
    try {
      pages += Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    } catch {
      // It ended while we were looking.
    }
  }
  return (pages * PAGE_BYTES) / 2 ** 20;
}
