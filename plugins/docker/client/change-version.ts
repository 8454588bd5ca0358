import { isEngineError } from "./engine-error";
import type { EngineSwarmObject } from "./swarm-types";

const TRIES = 5;

/** Changes a Swarm object at the version that was read; where somebody else was faster, reads it again. */
export async function changeVersion<T extends EngineSwarmObject<unknown>, R>(
  inspect: () => Promise<T>,
  change: (found: T) => Promise<R>,
): Promise<R> {
  let found = await inspect();
  for (let attempt = 1; ; attempt++) {
    try {
      return await change(found);
    } catch (error) {
      // Swarm answers 500 to a version that has passed, as to much else: a look at it tells.
      if (!isEngineError(error, "server") || attempt >= TRIES) throw error;
      const now = await inspect();
      if (now.Version.Index === found.Version.Index) throw error;
      found = now;
    }
  }
}
