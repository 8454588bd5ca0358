import { EngineError } from "./engine-error";

/**
 * Runs a transfer that is given up after so many seconds without a sign of progress: the engine itself waits for ever for a registry
 * that has fallen silent.
 *
 * @param what of the sentence "… gave nothing".
 * @param work calls `moved` at each sign of progress.
 */
export async function whileMoving<T>(
  what: string,
  seconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal, moved: () => void) => Promise<T>,
): Promise<T> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), seconds * 1000);
  try {
    return await work(
      outer ? AbortSignal.any([outer, stalled.signal]) : stalled.signal,
      () => void timer.refresh(),
    );
  } catch (error) {
    if (!stalled.signal.aborted || outer?.aborted) throw error;
    throw new EngineError(
      "aborted",
      `${what} made no progress for ${seconds} s and was given up: see whether the registry answers, and the way to it from the Docker host (proxy, firewall), then run the update again`,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}
