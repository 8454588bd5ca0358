import type { CallScope } from "../call-scope";
import { NotReady } from "../not-ready";
import type { Live } from "../resource";

/**
 * Sends a resource's state, or, where it isn't ready, an error that carries the state, so that the engine keeps it.
 * @param state The state as it goes over the wire.
 */
export function liveAnswer(
  scope: CallScope,
  live: Live,
  bytes: { properties: Buffer; inputs?: Buffer },
  ready: () => Buffer,
): Buffer {
  if (live.notReady === undefined || live.notReady.length === 0) return ready();
  const reasons = live.notReady.map((reason) => scope.mask(reason));
  throw new NotReady(`${scope.what} is not ready: ${reasons.join("; ")}`, {
    id: live.id,
    reasons,
    ...bytes,
  });
}
