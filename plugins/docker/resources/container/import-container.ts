import type { Read } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer, EngineImage } from "../../client/engine-types";
import { importedInputs } from "./container-found";
import type { ContainerInputs } from "./container-inputs";
import { containerState } from "./container-state";

/** A container as a program would write it: with names where the engine has made ids of them. */
export async function importContainer(engine: Engine, found: EngineContainer): Promise<Read> {
  const image = await unlessGone(engine.inspectImage(found.Image));
  const inputs = importedInputs(
    await withNames(engine, found),
    image,
  ) as unknown as ContainerInputs;
  const platform = image && platformOf(image);
  // Writing down the platform that it has anyway is then no change.
  const state = { ...containerState(inputs, found), ...(platform && { platform }) };
  return { id: found.Id, inputs: { ...inputs }, state };
}

async function withNames(engine: Engine, found: EngineContainer): Promise<EngineContainer> {
  const { IpcMode, NetworkMode, PidMode } = found.HostConfig;
  const named = async (mode: string | undefined) => {
    const id = mode?.startsWith("container:") ? mode.slice("container:".length) : undefined;
    const other = id && (await unlessGone(engine.inspectContainer(id)));
    return other ? `container:${other.Name.slice(1)}` : mode;
  };
  const modes = {
    IpcMode: await named(IpcMode),
    NetworkMode: await named(NetworkMode),
    PidMode: await named(PidMode),
  };
  return {
    ...found,
    HostConfig: { ...found.HostConfig, ...modes },
  };
}

function platformOf({ Os, Architecture, Variant }: EngineImage): string {
  return [Os, Architecture, Variant].filter(Boolean).join("/");
}

/** Undefined where somebody has removed it, by force. */
async function unlessGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
}
