import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks: first, and at most. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;

export interface Wait<T> {
  seconds: number;
  signal: AbortSignal;
  /** What was waited for, once it is there. What it throws ends the wait. */
  look(): Promise<T | undefined>;
  /** One sentence for the user, where the time is over. */
  late(): string;
}

/** Looks again and again until there is what was waited for, or the time is over. */
export async function until<T>({ seconds, signal, look, late }: Wait<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    const left = deadline - Date.now();
    if (left <= 0) throw new Error(late());
    await sleep(Math.min(pause, left), undefined, { signal });
  }
}
