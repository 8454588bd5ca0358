import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isAlive } from "./engine-watch";

/** Takes the folder in which a server met its launchers away. */
export function removeHouse(house: string): void {
  try {
    // First all of it at once: launchers that are about to come in must not find half of it.
    const leaving = `${house}.ended`;
    renameSync(house, leaving);
    rmSync(leaving, { recursive: true, force: true });
    rmdirSync(dirname(house));
  } catch {
    // The folder above it has more in it; or somebody has cleaned up.
  }
}

/** Removes what servers and launchers that were killed have left in the folder `root`. */
export function sweepHouses(root: string): void {
  for (const name of readdirSync(root)) {
    const house = join(root, name);
    // Launchers make and use a folder only while their engine lives, whose process id the name begins with.
    if (!isAlive(parseInt(name)) && !hasServer(house))
      rmSync(house, { recursive: true, force: true });
  }
}

/** A server holds the door open for reading. */
function hasServer(house: string): boolean {
  try {
    closeSync(openSync(join(house, "door"), constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}
