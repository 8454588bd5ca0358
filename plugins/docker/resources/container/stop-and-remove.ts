import type { Call } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import { untilFree } from "../until-free";
import type { ContainerInputs } from "./container-inputs";

/**
 * Lets a container finish (its stop signal, then its grace), then removes it. Never by force at once: engines of the
 * 20.10 line then sometimes keep an endpoint of it in the network for good.
 */
export async function stopAndRemove(
  engine: Engine,
  id: string,
  inputs: Partial<ContainerInputs>,
  call: Pick<Call, "log" | "signal">,
): Promise<void> {
  const grace = inputs.destroyGraceSeconds ?? inputs.stopTimeout;
  try {
    call.log.status(grace === undefined ? "stopping" : `stopping (at most ${grace} s)`);
    await engine.stopContainer(id, grace);
    call.log.status("removing");
    await untilFree(
      () => engine.removeContainer(id, { volumes: inputs.removeVolumes ?? true }),
      call.signal,
    );
  } catch (error) {
    // Gone already, or going: `rm: true` removes it as soon as it stops.
    if (isEngineError(error, "notFound") || inputs.rm === true) return;
    throw error;
  }
}
