import type { Props } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import type { EngineContainer } from "../../client/engine-types";
import { refreshedInputs } from "./container-found";
import type { ContainerInputs } from "./container-inputs";
import { foundUploads } from "./found-uploads";

/** The inputs as they are now in Docker; asks for more than the inspect only where that doesn't tell. */
export async function lookAgain(
  engine: Engine,
  found: EngineContainer,
  old: Props,
): Promise<Props> {
  const { memorySwap, uploads } = old as Partial<ContainerInputs>;
  const asksSwap = (found.HostConfig.MemorySwap ?? 0) < 0 && memorySwap !== -1;
  return refreshedInputs(found, old, {
    swapLimit: asksSwap && (await engine.info()).SwapLimit,
    uploads: uploads && (await foundUploads(engine, found.Id, uploads)),
  });
}
