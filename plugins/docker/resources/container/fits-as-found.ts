import { isComposeNote } from "../../../../model/compose-labels";
import type { Props } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer, EngineImage } from "../../client/engine-types";
import { changesBetween } from "../../diff/treatment";
import { inputsAsFound } from "./container-found";
import type { ContainerInputs } from "./container-inputs";
import { CONTAINER_TABLE } from "./container-table";
import { foundUploads } from "./found-uploads";

/** A container that somebody else made, beside what is wanted. */
export interface Fit {
  /** Its inputs, as far as an engine tells them. */
  readonly found: Partial<ContainerInputs>;
  /** Why it can't be what is wanted; undefined where it can, with what changes in place. */
  readonly obstacle: string | undefined;
}

/** Whether a container is what `inputs` ask for, or can be made so while it runs. */
export async function fitAsFound(
  engine: Engine,
  container: EngineContainer,
  inputs: ContainerInputs,
): Promise<Fit> {
  const [own, wanted] = await Promise.all([
    unlessGone(engine.inspectImage(container.Image)),
    unlessGone(engine.inspectImage(inputs.image)),
  ]);
  const found: Partial<ContainerInputs> = {
    ...inputsAsFound(container, own, inputs),
    ...(own && own.Id === wanted?.Id && { image: inputs.image }),
    ...(inputs.uploads && { uploads: await foundUploads(engine, container.Id, inputs.uploads) }),
    // Matters of the plugin, and what nobody can tell from a container.
    ...picked(inputs, ["attach", "platform", "cgroupnsMode"]),
  };
  const changes = changesBetween(CONTAINER_TABLE, withoutNotes(found), withoutNotes(inputs));
  const obstacle = changes.find(
    ({ replace, path }) => replace === true || path.startsWith("uploads"),
  );
  return { found, obstacle: obstacle && `${obstacle.path} is another` };
}

function withoutNotes(inputs: Partial<ContainerInputs>): Props {
  const labels = inputs.labels?.filter(({ label }) => !isComposeNote(label));
  return { ...inputs, labels };
}

function picked<K extends keyof ContainerInputs>(
  inputs: ContainerInputs,
  keys: readonly K[],
): Props {
  return Object.fromEntries(keys.map((key) => [key, inputs[key]]));
}

async function unlessGone(image: Promise<EngineImage>): Promise<EngineImage | undefined> {
  try {
    return await image;
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
}
