import { PREVIOUS_LABEL } from "../../../../model/docker-labels";
import type { CreateCall, Live, Props } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer } from "../../client/engine-types";
import type { DockerContext } from "../../context";
import type { Treatment } from "../../diff/treatment";
import { adopt } from "../../ownership/adopt";
import { askedToReplace } from "../../ownership/asked-to-replace";
import { ownLabels } from "../../ownership/own-labels";
import { changeInPlace } from "./change-in-place";
import { finish, removeLeftBehind } from "./container-finish";
import { requireFeatures } from "./container-features";
import type { ContainerInputs } from "./container-inputs";
import { containerSpec, endpoint, type ContainerSpec } from "./container-spec";
import { CONTAINER_TABLE } from "./container-table";
import { hostPorts } from "./host-ports";
import { lookAgain } from "./look-again";
import { makeRoom } from "./make-room";
import { pullImage } from "./pull-image";
import { startFailure } from "./start-failure";
import { stopAndRemove } from "./stop-and-remove";
import { uploadFiles } from "./upload-files";

/** Makes the container, or takes on the one that an interrupted run has made; see ownership/left-behind.ts. */
export async function createContainer(call: CreateCall, context: DockerContext): Promise<Live> {
  const inputs = call.inputs as ContainerInputs;
  const { ledger, owner } = context;
  const engine = await context.engine();
  const spec = containerSpec(inputs, labelsOf(call, context));
  await requireFeatures(engine, spec);
  const name = inputs.name ?? "";

  const left = await ledger.leftBehind(engine, owner, call.urn);
  const wanted = {
    name,
    image: inputs.image,
    body: spec.body,
    hidden: inputs.uploads,
    secrets: call.secrets,
  };
  const isAnew = askedToReplace(call.urn);
  const taken = isAnew ? undefined : await adopt(engine, left, wanted, ledger);
  const others = left.filter(({ id }) => id !== taken?.Id);
  // What holds a name, a port or an address that is wanted can't stay until the new one is ready.
  const inTheWay = others.filter((each) => each.name === name || isExclusive(inputs));
  await removeLeftBehind(engine, inTheWay, call, context);
  const how = { isAnew, isExclusive: isExclusive(inputs) };
  const room = taken ? undefined : await makeRoom(engine, wanted, inputs, call, context, how);
  const kept = taken ?? room?.taken;

  let id: string;
  let justStarted: boolean;
  try {
    if (room?.aside !== undefined)
      spec.body.Labels = { ...spec.body.Labels, [PREVIOUS_LABEL]: room.aside };
    id = kept?.Id ?? (await make(engine, spec, inputs, call, context));
    ledger.rememberMade(id);
    // Changed in place since it was made: its label tells only what it was made as.
    if (taken)
      await changeInPlace(engine, taken, await lookAgain(engine, taken, call.inputs), inputs);
    justStarted = kept?.State.Running !== true && !hasEndedWell(kept, inputs);
    if (justStarted) await begin(engine, id, spec, inputs, kept === undefined);
  } catch (error) {
    await room?.undo().catch(() => undefined);
    throw error;
  }
  const live = await finish(engine, id, inputs, call, context, {
    justStarted,
    // One that was asked for anew: the old one is among them, and serves until the engine deletes it.
    leftBehind: isAnew ? [] : others.filter((each) => !inTheWay.includes(each)),
  });
  if (room?.leftOver !== undefined && live.notReady === undefined)
    await stopAndRemove(engine, room.leftOver, {}, call);
  return live;
}

/** A job that is done isn't begun again because another takes it on. */
function hasEndedWell(kept: EngineContainer | undefined, { attach }: ContainerInputs): boolean {
  return attach === true && kept?.State.Status === "exited" && kept.State.ExitCode === 0;
}

function labelsOf(call: CreateCall, context: DockerContext): Record<string, string> {
  const previous = context.ledger.nameInStateOf(call.urn);
  return {
    ...ownLabels(call, context, normalized(call.inputs)),
    ...(previous !== undefined &&
      previous !== call.inputs["name"] && { [PREVIOUS_LABEL]: previous }),
  };
}

/** What makes a container what it is, whatever its name: equal inputs give equal forms, however they are spelt. */
function normalized(inputs: Props): Props {
  return Object.fromEntries(
    Object.entries(CONTAINER_TABLE as Readonly<Record<string, Treatment>>)
      .filter(
        ([name, { change }]) => name !== "name" && change !== "ignore" && change !== "pluginOnly",
      )
      .map(([name, { compare }]) => [name, compare.canonical(inputs[name], inputs)]),
  );
}

/** True where a container takes something of its host or network that no second one can have. */
function isExclusive(inputs: ContainerInputs): boolean {
  return (
    hostPorts(inputs.ports).length > 0 ||
    (inputs.networksAdvanced ?? []).some(
      (each) => each.ipv4Address || each.ipv6Address || each.macAddress,
    )
  );
}

async function make(
  engine: Engine,
  spec: ContainerSpec,
  inputs: ContainerInputs,
  call: CreateCall,
  context: DockerContext,
): Promise<string> {
  const name = inputs.name ?? "";
  const create = async () => (await engine.createContainer(name, spec.body, inputs.platform)).Id;
  try {
    try {
      return await create();
    } catch (error) {
      if (isEngineError(error, "notFound") && !(await hasImage(engine, inputs.image)))
        await pullImage(engine, context.credentials, inputs.image, call, inputs.platform);
      else if (!isEngineError(error, "conflict") || !(await clearName(engine, name, call, context)))
        throw error;
      return await create();
    }
  } catch (error) {
    if (isEngineError(error, "conflict"))
      throw new Error(
        `the container name "${name}" is taken on ${engine.where}: choose another name, remove that container, or import it`,
        { cause: error },
      );
    throw startFailure(error, name);
  }
}

/** A killed run's last request may have been served after the list was read: then the name is our own. */
async function clearName(
  engine: Engine,
  name: string,
  call: CreateCall,
  context: DockerContext,
): Promise<boolean> {
  context.ledger.forgetList();
  const left = await context.ledger.leftBehind(engine, context.owner, call.urn);
  const holder = left.filter((each) => each.name === name);
  await removeLeftBehind(engine, holder, call, context);
  return holder.length > 0;
}

async function hasImage(engine: Engine, image: string): Promise<boolean> {
  try {
    await engine.inspectImage(image);
    return true;
  } catch (error) {
    if (isEngineError(error, "notFound")) return false;
    throw error;
  }
}

/** From created to started. A container that can't start is removed again: nothing half-done stays. */
async function begin(
  engine: Engine,
  id: string,
  spec: ContainerSpec,
  inputs: ContainerInputs,
  fresh: boolean,
): Promise<void> {
  try {
    if (fresh) {
      for (const network of spec.moreNetworks)
        await engine.connectNetwork(network.name, id, endpoint(network));
      if (inputs.uploads?.length) await uploadFiles(engine, id, inputs.uploads);
    }
    if (inputs.start ?? true) await engine.startContainer(id);
  } catch (error) {
    await engine.removeContainer(id, { volumes: true, force: true }).catch(() => undefined);
    throw startFailure(error, inputs.name ?? id);
  }
}
