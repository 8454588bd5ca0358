import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

import { checkoutRoot } from "../toolchain/paths";
import { readRecord } from "./lab-folder";
import { removeLab } from "./remove-lab";

/** Waits for the end of this process, however it ends, and then takes a lab away. */
export function startGuard(name: string): ChildProcess {
  const root = checkoutRoot();
  const script = [
    `require(${JSON.stringify(join(root, "toolchain/load-bundle.cjs"))})`,
    `(${JSON.stringify(join(root, "lab/guard.ts"))}).main(${JSON.stringify(name)})`,
  ].join("");
  // Its stdin is a pipe that only we hold. A shell waits, because it needs little memory.
  const wait = 'cat >/dev/null; exec "$0" -e "$1"';
  const guard = spawn("sh", ["-c", wait, process.execPath, script], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
  });
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return guard;
}

export function stopGuard(guard: ChildProcess): void {
  try {
    // The shell and what it waits with.
    if (guard.pid !== undefined) process.kill(-guard.pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

export async function main(name: string): Promise<void> {
  const record = readRecord(name);
  if (record !== undefined) await removeLab(record);
}
