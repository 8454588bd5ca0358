import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, isEngineError } from "../../docker/client/engine-error";
import { endpointUrl } from "../../docker/connection/endpoint";
import { resolveEndpoint } from "../../docker/connection/resolve-endpoint";
import type { Call } from "../../runtime/resource";
import type { Connection } from "../client/fleet";
import { openHost, type HostAccess } from "../client/host-access";

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 3000;

/**
 * Tries until `use` succeeds, each time over a new connection: a host that comes up is another one at each try. Fails at
 * once with what waiting doesn't mend, and at the deadline with the last reason.
 */
export async function untilReachable<T>(
  connection: Connection | undefined,
  deadlineSeconds: number,
  call: Pick<Call, "log" | "signal">,
  use: (host: HostAccess) => Promise<T>,
): Promise<T> {
  const endpoint = resolveEndpoint(connection ?? {});
  const until = Date.now() + deadlineSeconds * 1000;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const host = openHost(endpoint);
    try {
      return await use(host);
    } catch (error) {
      if (!isEngineError(error, "unreachable")) throw error;
      const left = until - Date.now();
      if (left <= pause || call.signal.aborted)
        throw new EngineError(
          "unreachable",
          `${endpointUrl(endpoint)} wasn't ready within ${deadlineSeconds} s: ${error.message}`,
          { cause: error },
        );
      call.log.status(`${Math.ceil(left / 1000)} s to go; ${error.message}`);
    } finally {
      host.close();
    }
    await sleep(pause, undefined, { signal: call.signal }).catch(() => undefined);
  }
}
