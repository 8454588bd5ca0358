import type { Live, UpdateCall } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer, EngineResources } from "../../client/engine-types";
import type { DockerContext } from "../../context";
import { withoutNote } from "../../ownership/left-behind-note";
import { changedProperties } from "../../diff/treatment";
import { finish } from "./container-finish";
import { requireFeatures } from "./container-features";
import type { ContainerInputs } from "./container-inputs";
import { containerSpec, resources } from "./container-spec";
import { CONTAINER_TABLE } from "./container-table";
import { rejoin } from "./rejoin-networks";
import { startFailure } from "./start-failure";

/** Which part of an update request each input belongs to. */
const LIMITS: Readonly<Partial<Record<keyof ContainerInputs, keyof EngineResources>>> = {
  memory: "Memory",
  memoryReservation: "MemoryReservation",
  memorySwap: "MemorySwap",
  cpus: "NanoCpus",
  cpuPeriod: "CpuPeriod",
  cpuQuota: "CpuQuota",
  cpuSet: "CpusetCpus",
  cpuShares: "CpuShares",
  restart: "RestartPolicy",
  maxRetryCount: "RestartPolicy",
};

/**
 * What Docker can change while the container runs. Also the engine's second look at a container that wasn't ready: it
 * is waited for again, because saying "done" here would let the engine delete the healthy one that it replaces.
 */
export async function updateContainer(call: UpdateCall, context: DockerContext): Promise<Live> {
  const engine = await context.engine();
  const before = call.oldInputs as Partial<ContainerInputs>;
  const inputs = call.inputs as ContainerInputs;
  const changed = changedProperties(CONTAINER_TABLE, call.oldInputs, call.inputs);
  const found = await inspect(engine, call.id, inputs.name);
  context.ledger.rememberMade(call.id);
  if (changed.has("networksAdvanced")) await requireFeatures(engine, containerSpec(inputs, {}));

  if (inputs.name !== undefined && found.Name.slice(1) !== inputs.name)
    await rename(engine, call.id, inputs.name);
  const limits = changedLimits(changed, inputs);
  if (limits !== undefined) await engine.updateContainer(call.id, limits);
  if (changed.has("networksAdvanced")) await rejoin(engine, call.id, before, inputs);

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
  // Attached to once, when it was created.
  const watched = shouldRun ? inputs : { ...inputs, attach: false, wait: false, mustRun: false };
  const live = await finish(engine, call.id, watched, call, context, { justStarted: start });
  return {
    ...live,
    state: {
      ...live.state,
      ...withoutNote(call.inputs),
      ...(live.state["ports"] ? { ports: live.state["ports"] } : {}),
    },
  };
}

async function inspect(
  engine: Engine,
  id: string,
  name: string | undefined,
): Promise<EngineContainer> {
  try {
    return await engine.inspectContainer(id);
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
    throw new Error(
      `container "${name ?? id}" no longer exists: somebody removed it; run \`pulumi refresh\` and then \`pulumi up\`, which makes it anew`,
      { cause: error },
    );
  }
}

async function rename(engine: Engine, id: string, name: string): Promise<void> {
  try {
    await engine.renameContainer(id, name);
  } catch (error) {
    if (!isEngineError(error, "conflict")) throw error;
    throw new Error(`the container name "${name}" is taken on ${engine.where}: choose another`, {
      cause: error,
    });
  }
}

function changedLimits(
  changed: ReadonlySet<string>,
  inputs: ContainerInputs,
): EngineResources | undefined {
  const all = resources(inputs);
  const parts = Object.entries(LIMITS).filter(([name]) => changed.has(name));
  if (parts.length === 0) return undefined;
  const limits: EngineResources = Object.fromEntries(
    parts.map(([, part]) => [part, all[part]]).filter(([, value]) => value !== undefined),
  ) as EngineResources;
  // Docker has set the swap limit to twice the memory, and refuses more memory than that.
  if (limits.Memory && all.MemorySwap === undefined) limits.MemorySwap = limits.Memory * 2;
  else if (limits.Memory && all.MemorySwap !== undefined) limits.MemorySwap = all.MemorySwap;
  return limits;
}
