import type { Live, UpdateCall } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer } from "../../client/engine-types";
import type { DockerContext } from "../../context";
import { changedProperties } from "../../diff/treatment";
import { withoutNote } from "../../ownership/left-behind-note";
import { changeInPlace } from "./change-in-place";
import { finish } from "./container-finish";
import { requireFeatures } from "./container-features";
import type { ContainerInputs } from "./container-inputs";
import { containerSpec } from "./container-spec";
import { CONTAINER_TABLE } from "./container-table";
import { removeStoodAside, removeSuccessor } from "./make-room";
import { startFailure } from "./start-failure";

/**
 * What Docker can change while the container runs. Also the engine's second look at a container that wasn't ready: it
 * is waited for again, because saying "done" here would let the engine delete the healthy one that it replaces.
 */
export async function updateContainer(call: UpdateCall, context: DockerContext): Promise<Live> {
  const engine = await context.engine();
  const inputs = call.inputs as ContainerInputs;
  const found = await inspect(engine, call.id, inputs.name);
  context.ledger.rememberMade(call.id);
  const changed = changedProperties(CONTAINER_TABLE, call.oldInputs, call.inputs);
  if (changed.has("networksAdvanced")) await requireFeatures(engine, containerSpec(inputs, {}));
  await removeSuccessor(engine, found, inputs, call, context);
  await changeInPlace(engine, found, call.oldInputs, inputs);

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
  if (shouldRun && found.State.Paused) await engine.unpauseContainer(call.id);
  // Attached to once, when it was created.
  const watched = shouldRun ? inputs : { ...inputs, attach: false, wait: false, mustRun: false };
  const live = await finish(engine, call.id, watched, call, context, { justStarted: start });
  if (live.notReady === undefined) await removeStoodAside(engine, call.id, inputs, call);
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
