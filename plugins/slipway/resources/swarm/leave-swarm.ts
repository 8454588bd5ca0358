import { isEngineError } from "../../../docker/client/engine-error";
import type { Call } from "../../../runtime/resource";
import { until } from "../../wait/until";
import type { SwarmHost } from "./managers";

/** What an engine writes on every container that it runs for a swarm. */
const NODE_LABEL = "com.docker.swarm.node.id";
/** Seconds in which the containers of a node that has left are gone. */
const CLEARED = 30;

/**
 * Takes an engine out of its swarm by force, and what it ran for it from the host. The engine itself tries each container
 * once, and leaves lying what just then ended or was in use; nobody would ever take that away.
 */
export async function leaveSwarm(
  { host, membership }: SwarmHost,
  node: string,
  { log, signal }: Pick<Call, "log" | "signal">,
): Promise<void> {
  await membership.leave(true);
  try {
    await until({
      seconds: CLEARED,
      signal,
      look: async () => {
        const left = await host.engine.listContainers([`${NODE_LABEL}=${node}`]);
        for (const { Id } of left)
          await host.engine.removeContainer(Id, { volumes: true, force: true }).catch(passOver);
        return left.length === 0 ? true : undefined;
      },
      late: () =>
        `${host.where} has left the swarm, but containers of it are still there after ${CLEARED} s: see \`docker ps -a --filter label=${NODE_LABEL}=${node}\``,
    });
  } catch (error) {
    signal.throwIfAborted();
    log.warn(error instanceof Error ? error.message : String(error));
  }
}

/** It may be gone already, or somebody is at it; the next look tells. */
function passOver(error: unknown): void {
  if (!isEngineError(error)) throw error;
}
