import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { localDir } from "../paths";
import { STATE_DIR } from "./environment";

/**
 * Removes the locks that a killed CLI left in the checkout's own backend. Only a lock that this
 * machine made for a process that is no longer there, so a running update stays protected.
 * Returns how many were removed.
 */
export function removeStaleLocks(root: string): number {
  const folder = join(localDir(root), STATE_DIR, ".pulumi/locks");
  let removed = 0;
  for (const file of jsonFiles(folder)) {
    if (!isStale(file)) continue;
    rmSync(file, { force: true });
    removed++;
  }
  return removed;
}

function jsonFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function isStale(file: string): boolean {
  let lock: { pid?: number; hostname?: string };
  try {
    lock = JSON.parse(readFileSync(file, "utf8")) as typeof lock;
  } catch {
    return false; // being written or removed just now
  }
  if (lock.hostname !== hostname() || typeof lock.pid !== "number") return false;
  return !runsPulumi(lock.pid);
}

/** A pid that was given to another program since does not keep a lock alive. */
function runsPulumi(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("pulumi");
  } catch {
    // No such process, or no /proc on this platform.
  }
  if (process.platform === "linux") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
