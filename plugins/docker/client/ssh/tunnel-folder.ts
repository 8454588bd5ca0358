import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "slipway-ssh-";

/** A path for a folder that only this user may enter; it names this process, so that another can tell a stale one. */
export function newTunnelFolder(): string {
  return join(tmpdir(), `${PREFIX}${process.pid}-${randomBytes(6).toString("hex")}`);
}

export function makeTunnelFolder(folder: string): void {
  removeTunnelFolder(folder);
  // Fails where somebody else has made it meanwhile.
  mkdirSync(folder, { mode: 0o700 });
}

export function removeTunnelFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Removes folders of processes that are gone, which they couldn't remove themselves. */
export function sweepTunnelFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-[0-9a-f]+$`).exec(name)?.[1];
    if (pid === undefined || runs(Number(pid))) continue;
    try {
      removeTunnelFolder(join(tmpdir(), name));
    } catch {
      // It is another user's.
    }
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
