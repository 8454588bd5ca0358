import { setTimeout as sleep } from "node:timers/promises";

import { isEngineError } from "../client/engine-error";

const TRIES = 12;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/**
 * Removes what may still be in use for a moment: the engine lets go of a container's volumes and endpoints a little
 * after the container has gone. Tries for about 8 s; what is in use then is thrown.
 */
export async function untilFree(remove: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await remove();
    } catch (error) {
      const inUse = isEngineError(error, "conflict") || isEngineError(error, "forbidden");
      if (!inUse || attempt >= TRIES || signal.aborted) throw error;
      await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
    }
  }
}
