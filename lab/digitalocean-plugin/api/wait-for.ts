import { setTimeout as sleep } from "node:timers/promises";

const FIRST_MS = 250;
const MOST_MS = 3000;
const FACTOR = 1.4;

/** Asks again and again, ever less often, until there is an answer. */
export async function waitFor<T>(
  ask: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  for (let pause = FIRST_MS; ; pause = Math.min(pause * FACTOR, MOST_MS)) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(pause, undefined, { signal });
  }
}
