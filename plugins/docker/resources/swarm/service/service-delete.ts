import { setTimeout as sleep } from "node:timers/promises";

import type { DeleteCall } from "../../../../runtime/resource";
import type { Engine } from "../../../client/engine";
import { isEngineError } from "../../../client/engine-error";
import type { DockerContext } from "../../../context";
import { leftBehindInSwarm } from "../left-behind-in-swarm";

/** Swarm's own, where the service has none. */
const DEFAULT_GRACE_NS = 10e9;
/** Milliseconds beyond the grace. A node that is away never reports the end of its tasks. */
const PATIENCE = 15_000;
const LOOK = 200;

/** Removes the service, and what interrupted runs left of it. */
export async function deleteService(
  engine: Engine,
  call: DeleteCall,
  context: DockerContext,
): Promise<void> {
  // Taken on again by a newer incarnation in this very update.
  if (!context.ledger.isTaken(call.id)) {
    await removeService(engine, call.id, call.signal);
    context.ledger.rememberRemoved(call.id);
  }
  const list = (filters: { label: string[] }) => engine.listServices(filters);
  for (const { ID } of await leftBehindInSwarm(list, call, context)) {
    await removeService(engine, ID, call.signal);
    context.ledger.rememberRemoved(ID);
  }
}

/** Removes a service and waits for its tasks to end, as they hold its networks, volumes and ports. */
export async function removeService(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { Spec } = await engine.inspectService(id);
    const grace = Spec.TaskTemplate.ContainerSpec?.StopGracePeriod ?? DEFAULT_GRACE_NS;
    await engine.removeService(id);
    const deadline = Date.now() + grace / 1e6 + PATIENCE;
    while ((await hasTasks(engine, id)) && Date.now() < deadline && !signal.aborted)
      await sleep(LOOK, undefined, { signal }).catch(() => undefined);
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
  }
}

/** Swarm takes no service that is gone as a filter. */
async function hasTasks(engine: Engine, id: string): Promise<boolean> {
  const tasks = await engine.listTasks({});
  return tasks.some(({ ServiceID }) => ServiceID === id);
}
