import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";

/** After a program's end, its output may take so long to drain before we no longer wait for it. */
const DRAIN_MS = 1_000;
/** From the interrupt to the kill. */
const GRACE_MS = 5_000;

const running = new Set<ChildProcess>();

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunningChild {
  process: ChildProcess;
  /** Resolves when it has ended and its output is read; rejects when it could not be started. */
  ended: Promise<ChildEnd>;
  /** Interrupts it; kills it 5 seconds later. */
  cancel(): void;
}

/** Starts a program that ends no later than this process. */
export function startChild(command: string, args: string[], options: SpawnOptions): RunningChild {
  return watchChild(spawn(command, args, options));
}

/** As {@link startChild}, for one that has been started and does nothing yet. */
export function watchChild(child: ChildProcess): RunningChild {
  running.add(child);
  const ended = new Promise<ChildEnd>((resolve, reject) => {
    child.once("error", (error) => {
      running.delete(child);
      reject(error);
    });
    child.once("exit", (code, signal) => {
      running.delete(child);
      // A process that the program left behind may hold its output open for ever.
      const drained = setTimeout(() => resolve({ code, signal }), DRAIN_MS);
      child.once("close", () => {
        clearTimeout(drained);
        resolve({ code, signal });
      });
    });
  });
  const cancel = () => {
    if (!running.has(child)) return;
    child.kill("SIGINT");
    setTimeout(() => running.has(child) && child.kill("SIGKILL"), GRACE_MS).unref();
  };
  return { process: child, ended, cancel };
}

export function stopAllChildren(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}
