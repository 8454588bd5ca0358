export interface BatchPlan {
  /** At once. */
  readonly concurrency: number;
  /** Each batch waits for the end of the one before. */
  readonly batchSize: number;
  /** With more failures than this, nothing more is started. */
  readonly maxFailures: number;
}

/**
 * Runs something on each target. What wasn't started, because too much failed or `signal` said so, stays undefined in
 * the results.
 */
export async function runInBatches<T, R>(
  targets: readonly T[],
  { concurrency, batchSize, maxFailures }: BatchPlan,
  run: (target: T) => Promise<R>,
  hasFailed: (result: R) => boolean,
  signal?: AbortSignal,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = targets.map(() => undefined);
  let failures = 0;
  for (let begin = 0; begin < targets.length; begin += batchSize) {
    const end = Math.min(begin + batchSize, targets.length);
    let next = begin;
    const work = async () => {
      while (next < end && failures <= maxFailures && signal?.aborted !== true) {
        const index = next++;
        const result = await run(targets[index]!);
        results[index] = result;
        if (hasFailed(result)) failures++;
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, end - begin) }, work));
  }
  return results;
}
