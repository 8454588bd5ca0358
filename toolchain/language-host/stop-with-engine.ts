import { stopAllChildren } from "./child-process";

const LOOK_MS = 500;

/**
 * Ends this process and the programs it runs when the engine is gone without having ended us: the
 * engine's kill of our process group does not happen when it is itself killed with SIGKILL.
 */
export function stopWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) exit();
  }, LOOK_MS).unref();
  // SIGINT is the engine's goodbye, and it waits for us: Ctrl-C itself does not reach our group.
  process.on("SIGINT", exit);
  process.on("SIGTERM", exit);
}

function exit(): void {
  stopAllChildren("SIGKILL");
  process.exit(0);
}
