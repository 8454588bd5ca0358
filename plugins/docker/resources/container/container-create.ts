import {
  OWNER_LABEL,
  PREVIOUS_LABEL,
  SPEC_LABEL,
  URN_LABEL,
} from "../../../../model/docker-labels";
import type { CreateCall, Live } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer } from "../../client/engine-types";
import type { DockerContext } from "../../context";
import { isSame } from "../../diff/comparison";
import type { OwnedContainer } from "../../ownership/left-behind";
import { specHash } from "../../ownership/spec-hash";
import type { ContainerInputs } from "./container-inputs";
import { containerSpec, endpoint, type ContainerSpec } from "./container-spec";
import { containerState } from "./container-state";
import { pullImage } from "./pull-image";
import { waitUntilReady } from "./readiness";
import { startFailure } from "./start-failure";
import { stopAndRemove } from "./stop-and-remove";
import { uploadFiles } from "./upload-files";

/** Makes the container, or takes on the one that an interrupted run has made; see ownership/left-behind.ts. */
export async function createContainer(call: CreateCall, context: DockerContext): Promise<Live> {
  const inputs = call.inputs as ContainerInputs;
  const engine = await context.engine();
  const { ledger } = context;
  const spec = containerSpec(inputs, ownLabels(call, context));

  const left = await ledger.leftBehind(engine, context.owner, call.urn);
  const taken = await adopt(engine, left, spec, inputs, context);
  const others = left.filter(({ id }) => id !== taken?.Id);
  // Under the very name that is wanted, it can't wait until the new one is ready.
  for (const each of others.filter(({ name }) => name === inputs.name))
    await stopAndRemove(engine, each.id, inputs, call);

  const id = taken?.Id ?? (await make(engine, spec, inputs, call, context));
  ledger.rememberMade(id);
  if (taken === undefined || !taken.State.Running)
    await begin(engine, id, spec, inputs, taken === undefined);

  const { container, problem } = await waitUntilReady(engine, id, inputs, call, {
    justStarted: taken === undefined || !taken.State.Running,
  });
  const live: Live = { id, state: containerState(inputs, container) };
  if (problem !== undefined) return { ...live, notReady: [problem] };
  for (const each of others.filter(({ name }) => name !== inputs.name))
    await stopAndRemove(engine, each.id, inputs, call);
  return live;
}

function ownLabels(call: CreateCall, { owner, ledger }: DockerContext): Record<string, string> {
  const previous = ledger.nameInStateOf(call.urn);
  return {
    [URN_LABEL]: call.urn,
    [OWNER_LABEL]: owner,
    [SPEC_LABEL]: specHash(
      { ...call.inputs, name: undefined, __defaults: undefined },
      call.secrets,
    ),
    ...(previous !== undefined &&
      previous !== call.inputs["name"] && { [PREVIOUS_LABEL]: previous }),
  };
}

/** The newest of what was left behind that is what is wanted, under its new name. */
async function adopt(
  engine: Engine,
  left: readonly OwnedContainer[],
  spec: ContainerSpec,
  inputs: ContainerInputs,
  { ledger }: DockerContext,
): Promise<EngineContainer | undefined> {
  const wanted = spec.body.Labels?.[SPEC_LABEL];
  for (const each of left.filter((one) => one.spec === wanted)) {
    // Created but never started: files or networks may be missing.
    if (each.state === "created") continue;
    try {
      const found = await engine.inspectContainer(each.id);
      if (!(await fits(engine, found, spec, inputs))) continue;
      const name = inputs.name ?? each.name;
      if (each.name !== name) await engine.renameContainer(each.id, name);
      ledger.rememberAdopted(each.id, name);
      return found;
    } catch (error) {
      if (!isEngineError(error, "notFound")) throw error; // somebody removed it meanwhile
    }
  }
  return undefined;
}

/** The hash leaves secrets out, and a tag may mean another image by now: both are compared here. */
async function fits(
  engine: Engine,
  found: EngineContainer,
  { body }: ContainerSpec,
  inputs: ContainerInputs,
): Promise<boolean> {
  if (inputs.uploads?.length) return false; // what is in the files can't be told cheaply
  const env = found.Config.Env ?? [];
  if (!(body.Env ?? []).every((each) => env.includes(each))) return false;
  if (body.Cmd && !isSame(body.Cmd, found.Config.Cmd)) return false;
  const image = await engine.inspectImage(inputs.image).catch(() => undefined);
  return image?.Id === found.Image;
}

async function make(
  engine: Engine,
  spec: ContainerSpec,
  inputs: ContainerInputs,
  call: CreateCall,
  context: DockerContext,
): Promise<string> {
  const name = inputs.name ?? "";
  const create = () => engine.createContainer(name, spec.body, inputs.platform);
  try {
    return (await create()).Id;
  } catch (error) {
    if (isEngineError(error, "notFound") && !(await hasImage(engine, inputs.image))) {
      await pullImage(engine, context.credentials, inputs.image, call, inputs.platform);
      return (await create()).Id;
    }
    if (isEngineError(error, "conflict"))
      throw new Error(
        `the container name ${name} is taken on ${engine.where}: choose another name, remove that container, or import it`,
        { cause: error },
      );
    throw startFailure(error, name);
  }
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

/** From created to started. A container that can't start is removed again. */
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
    if (isEngineError(error, "unreachable")) throw error;
    await engine.removeContainer(id, { volumes: true, force: true }).catch(() => undefined);
    throw startFailure(error, inputs.name ?? id);
  }
}
