import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localDir } from "../paths";
import type { Progress } from "../progress";
import { PASSPHRASE_FILE, STATE_DIR } from "./environment";

/**
 * Makes the checkout's state folder (mode 0700) and a random passphrase (mode 0600).
 * An existing passphrase is never touched: the state's secrets can be read with no other.
 */
export function ensureLocalBackend(root: string, progress: Progress): void {
  const state = join(localDir(root), STATE_DIR);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  chmodSync(state, 0o700);
  try {
    const passphrase = `${randomBytes(32).toString("base64url")}\n`;
    writeFileSync(join(localDir(root), PASSPHRASE_FILE), passphrase, { flag: "wx", mode: 0o600 });
    progress.done("state", `made a passphrase in .slipway/${PASSPHRASE_FILE}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    progress.done("state", `.slipway/${STATE_DIR}`);
  }
}
