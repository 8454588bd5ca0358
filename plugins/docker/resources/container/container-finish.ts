import type { Call, Live } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import type { DockerContext } from "../../context";
import type { OwnedContainer } from "../../ownership/left-behind";
import type { ContainerInputs } from "./container-inputs";
import { containerState } from "./container-state";
import { waitUntilReady } from "./readiness";
import { stopAndRemove } from "./stop-and-remove";

/** Waits for readiness; what earlier, interrupted runs left goes only when the container is ready. */
export async function finish(
  engine: Engine,
  id: string,
  inputs: ContainerInputs,
  call: Call,
  context: DockerContext,
  options: { justStarted: boolean; leftBehind?: readonly OwnedContainer[] },
): Promise<Live> {
  const { container, problem } = await waitUntilReady(engine, id, inputs, call, options);
  const logs =
    inputs.attach && inputs.logs && !inputs.rm ? await engine.containerLogs(id) : undefined;
  const live: Live = { id, state: containerState(inputs, container, logs) };
  if (problem !== undefined) return { ...live, notReady: [problem] };
  const left =
    options.leftBehind ?? (await context.ledger.leftBehind(engine, context.owner, call.urn));
  await removeLeftBehind(
    engine,
    left.filter((each) => each.id !== id),
    call,
    context,
  );
  return live;
}

/** Removes containers that no state knows; their data in named volumes stays. */
export async function removeLeftBehind(
  engine: Engine,
  left: readonly OwnedContainer[],
  call: Call,
  { ledger }: DockerContext,
): Promise<void> {
  for (const { id, name } of left) {
    call.log.info(`removing ${name}, left behind by an interrupted update`);
    await stopAndRemove(engine, id, {}, call);
    ledger.rememberRemoved(id);
  }
}
