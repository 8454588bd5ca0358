import { EXIT } from "./exit-codes";

/** Signals by which somebody wants a command to end. */
const SIGNALS: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs something that ends itself when its signal is aborted, as by Ctrl-C. A second Ctrl-C leaves at once.
 *
 * @param what it does then, for people: "ending the commands".
 */
export async function untilInterrupted<T>(
  word: string,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write(`slipway ${word}: ${what}; once more leaves at once.\n`);
    stop.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
