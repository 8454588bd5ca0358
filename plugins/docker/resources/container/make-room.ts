import { composeIdentity, isComposeNote } from "../../../../model/compose-labels";
import {
  OWNER_LABEL,
  PREVIOUS_LABEL,
  SPEC_LABEL,
  URN_LABEL,
} from "../../../../model/docker-labels";
import type { CreateCall, UpdateCall } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer } from "../../client/engine-types";
import type { DockerContext } from "../../context";
import { adopt, type Wanted } from "../../ownership/adopt";
import { labelMap } from "../labels";
import { changeInPlace } from "./change-in-place";
import type { ContainerInputs, ContainerLabel } from "./container-inputs";
import { fitAsFound } from "./fits-as-found";
import { stopAndRemove } from "./stop-and-remove";

/** What was done about the container that has the wanted name. */
export interface Room {
  /** It is what is wanted. */
  taken?: EngineContainer;
  /** It serves on under this name. */
  aside?: string;
  /** Nobody needs it once the new one is ready. */
  leftOver?: string;
  /** Gives it its name back. */
  undo(): Promise<void>;
}

const NOTHING_DONE: Room = { undo: () => Promise.resolve() };

/** The place in a compose project that a container has by its labels; undefined where it has none. */
export function placeInProject({ labels }: Partial<ContainerInputs>): string | undefined {
  if (!Array.isArray(labels)) return undefined;
  // Asked of old inputs too, which may be of any plugin, and of what isn't known yet.
  const told = (labels as (ContainerLabel | null | undefined)[]).filter(
    (each) => typeof each?.label === "string" && typeof each.value === "string",
  );
  return composeIdentity(labelMap(told as ContainerLabel[]));
}

/**
 * Containers of a compose project have names that are fixed, and the labels of Docker Compose say which of them is the
 * same thing in another shape. So the one that has the wanted name may be
 *
 * - what `docker compose up` has made: it is taken on as it is where it fits, and replaced where it doesn't;
 * - the one that is being replaced: it steps aside, under the name that Compose would give it, and serves until the
 *   engine deletes it;
 * - what a killed run has made: known by the container that it replaces, which is still there, or by that one's deletion
 *   in this very update. It is taken on or goes.
 *
 * Anybody else's stays, and the create fails because the name is taken.
 */
export async function makeRoom(
  engine: Engine,
  wanted: Wanted,
  inputs: ContainerInputs,
  call: CreateCall,
  context: DockerContext,
  how: { isAnew: boolean; isExclusive: boolean },
): Promise<Room> {
  const place = placeInProject(inputs);
  if (place === undefined) return NOTHING_DONE;
  const holder = await inspect(engine, wanted.name);
  const labels = holder?.Config.Labels ?? {};
  if (holder === undefined || composeIdentity(labels) !== place) return NOTHING_DONE;

  if (labels[OWNER_LABEL] === undefined)
    return await takeOver(engine, holder, wanted, inputs, call, context, how);
  if (labels[OWNER_LABEL] !== context.owner || labels[URN_LABEL] !== call.urn) return NOTHING_DONE;

  const isFirstGone = how.isExclusive || context.ledger.isUrnDeleted(call.urn);
  const previous = labels[PREVIOUS_LABEL];
  const isLeftOver =
    isFirstGone || (previous !== undefined && (await inspect(engine, previous)) !== undefined);
  if (!isLeftOver || context.ledger.isDealtWith(holder.Id)) return await stepAside(engine, holder);
  const left = {
    id: holder.Id,
    name: wanted.name,
    urn: call.urn,
    spec: labels[SPEC_LABEL],
    previous,
    state: holder.State.Status,
    created: 0,
  };
  const taken = how.isAnew ? undefined : await adopt(engine, [left], wanted, context.ledger);
  if (taken !== undefined) {
    context.ledger.rememberTaken(taken.Id);
    return { ...NOTHING_DONE, taken };
  }
  if (!isFirstGone) return { ...(await stepAside(engine, holder)), leftOver: holder.Id };
  await stopAndRemove(engine, holder.Id, {}, call);
  return NOTHING_DONE;
}

/** What `docker compose up` has made. */
async function takeOver(
  engine: Engine,
  holder: EngineContainer,
  wanted: Wanted,
  inputs: ContainerInputs,
  call: CreateCall,
  context: DockerContext,
  how: { isAnew: boolean; isExclusive: boolean },
): Promise<Room> {
  const { found, obstacle } = await fitAsFound(engine, holder, inputs);
  if (obstacle === undefined && !how.isAnew) {
    await changeInPlace(engine, holder, found, inputs);
    context.ledger.rememberTaken(holder.Id);
    call.log.info(`${wanted.name} is taken over from Docker Compose as it is`);
    return { ...NOTHING_DONE, taken: holder };
  }
  // Taken over by an earlier update: then the engine deletes it in its time.
  const isInState = context.ledger.nameInStateOf(call.urn) === wanted.name;
  if (isInState && !how.isExclusive) return await stepAside(engine, holder);
  if (obstacle !== undefined)
    call.log.info(`${wanted.name} of Docker Compose is replaced: ${obstacle}`);
  if (!how.isExclusive) return { ...(await stepAside(engine, holder)), leftOver: holder.Id };
  await stopAndRemove(engine, holder.Id, {}, call);
  return NOTHING_DONE;
}

/** What Docker Compose had in this place and a ready container has followed, where the update that did so was cut short. */
export async function removeStoodAside(
  engine: Engine,
  id: string,
  inputs: ContainerInputs,
  call: Pick<UpdateCall, "log" | "signal">,
): Promise<void> {
  const place = placeInProject(inputs);
  if (place === undefined) return;
  const found = await engine.listContainers(
    (inputs.labels ?? [])
      .filter(({ label }) => label.startsWith("com.docker.compose.") && !isComposeNote(label))
      .map(({ label, value }) => `${label}=${value}`),
  );
  for (const { Id, Labels, Names } of found)
    if (Id !== id && Labels?.[OWNER_LABEL] === undefined && isAside(Id, Names[0]))
      await stopAndRemove(engine, Id, {}, call);
}

function isAside(id: string, name = ""): boolean {
  return name.startsWith(`/${id.slice(0, 12)}_`);
}

/** What a killed run made in the place of a container that is to stay after all, and that has stepped aside for it. */
export async function removeSuccessor(
  engine: Engine,
  found: EngineContainer,
  inputs: ContainerInputs,
  call: UpdateCall,
  { owner }: DockerContext,
): Promise<void> {
  if (!isAside(found.Id, found.Name) || inputs.name === undefined) return;
  const labels = (await inspect(engine, inputs.name))?.Config.Labels ?? {};
  const isSuccessor =
    labels[PREVIOUS_LABEL] === found.Name.slice(1) &&
    labels[OWNER_LABEL] === owner &&
    labels[URN_LABEL] === call.urn;
  if (isSuccessor) await stopAndRemove(engine, inputs.name, {}, call);
}

/** Under the name that Compose would give it. */
async function stepAside(engine: Engine, { Id, Name }: EngineContainer): Promise<Room> {
  const name = Name.slice(1);
  const aside = `${Id.slice(0, 12)}_${name}`;
  await engine.renameContainer(Id, aside);
  return { aside, undo: () => engine.renameContainer(Id, name) };
}

async function inspect(engine: Engine, name: string): Promise<EngineContainer | undefined> {
  try {
    const found = await engine.inspectContainer(name);
    // An engine also answers to the beginning of an id.
    return found.Name.slice(1) === name ? found : undefined;
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
}
