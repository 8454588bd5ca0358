import type { Live, UpdateCall } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { DockerContext } from "../../context";
import { isSame } from "../../diff/comparison";
import { changedProperties } from "../../diff/treatment";
import * as canonical from "./canonical";
import type { ContainerInputs, ContainerNetwork } from "./container-inputs";
import { endpoint, resources } from "./container-spec";
import { containerState } from "./container-state";
import { CONTAINER_TABLE } from "./container-table";
import { waitUntilReady } from "./readiness";
import { startFailure } from "./start-failure";

const LIMITS = [
  "memory",
  "memoryReservation",
  "memorySwap",
  "cpus",
  "cpuPeriod",
  "cpuQuota",
  "cpuSet",
  "cpuShares",
  "restart",
  "maxRetryCount",
] as const;

/**
 * What Docker can change while the container runs. Also the engine's second look at a container that wasn't ready: it
 * is waited for again, because saying "done" here would let the engine delete the healthy one that it replaces.
 */
export async function updateContainer(call: UpdateCall, context: DockerContext): Promise<Live> {
  const engine = await context.engine();
  const before = call.oldInputs as Partial<ContainerInputs>;
  const inputs = call.inputs as ContainerInputs;
  const changed = changedProperties(CONTAINER_TABLE, call.oldInputs, call.inputs);

  if (changed.has("name") && inputs.name !== undefined) await rename(engine, call.id, inputs.name);
  if (LIMITS.some((limit) => changed.has(limit)))
    await engine.updateContainer(call.id, resources(inputs));
  if (changed.has("networksAdvanced"))
    await rejoin(engine, call.id, before.networksAdvanced ?? [], inputs.networksAdvanced ?? []);

  const found = await engine.inspectContainer(call.id);
  // A job that has ended is not begun again.
  const shouldRun = (inputs.start ?? true) && (inputs.mustRun ?? true) && !inputs.attach;
  const start = shouldRun && !found.State.Running;
  if (start) {
    try {
      await engine.startContainer(call.id);
    } catch (error) {
      throw startFailure(error, inputs.name ?? call.id);
    }
  }
  if (!shouldRun) return { id: call.id, state: containerState(inputs, found) };
  const ready = await waitUntilReady(engine, call.id, inputs, call, { justStarted: start });
  const live: Live = { id: call.id, state: containerState(inputs, ready.container) };
  return ready.problem === undefined ? live : { ...live, notReady: [ready.problem] };
}

async function rename(engine: Engine, id: string, name: string): Promise<void> {
  const found = await engine.inspectContainer(id);
  if (found.Name.slice(1) !== name) await engine.renameContainer(id, name);
}

/** Joins the new networks before it leaves old ones; a changed one is left and joined again. */
async function rejoin(
  engine: Engine,
  id: string,
  before: readonly ContainerNetwork[],
  after: readonly ContainerNetwork[],
): Promise<void> {
  const same = (a: ContainerNetwork, b: ContainerNetwork) =>
    isSame(canonical.network(a), canonical.network(b));
  const joined = after.filter((each) => !before.some((old) => same(old, each)));
  const left = before.filter((each) => !after.some((now) => same(each, now)));
  for (const network of left.filter(({ name }) => after.some((each) => each.name === name)))
    await leave(engine, network.name, id);
  for (const network of joined) await join(engine, network, id);
  for (const network of left.filter(({ name }) => !after.some((each) => each.name === name)))
    await leave(engine, network.name, id);
}

async function join(engine: Engine, network: ContainerNetwork, id: string): Promise<void> {
  try {
    await engine.connectNetwork(network.name, id, endpoint(network));
  } catch (error) {
    // It is in it already: an interrupted run got that far.
    if (!isEngineError(error, "forbidden") && !isEngineError(error, "conflict")) throw error;
  }
}

async function leave(engine: Engine, network: string, id: string): Promise<void> {
  try {
    await engine.disconnectNetwork(network, id);
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error; // left, or the network is gone
  }
}
