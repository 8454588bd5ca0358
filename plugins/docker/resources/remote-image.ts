import {
  type CheckCall,
  type CheckFailure,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  isUnknown,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  type UpdateCall,
  UNKNOWN,
} from "../../runtime/resource";
import { buildFrom } from "../build/build-options";
import {
  buildRule,
  secretBuildInputs,
  type BuildSpec,
  withContextDigest,
  writtenBuild,
} from "../build/build-spec";
import { runBuild } from "../build/run-build";
import {
  checkProperties,
  flag,
  listOf,
  mapOf,
  text,
  type RulesFor,
} from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import type { Engine } from "../client/engine";
import { isEngineError } from "../client/engine-error";
import type { EngineImage } from "../client/engine-types";
import type { DockerContext } from "../context";
import { changesBetween } from "../diff/treatment";
import { pullImage } from "./container/pull-image";
import { digestOf } from "./image-digest";
import { REMOTE_IMAGE_TABLE, type RemoteImageInputs } from "./remote-image-table";

const RULES: RulesFor<RemoteImageInputs> = {
  build: buildRule,
  forceRemove: flag(),
  keepLocally: flag(),
  name: text(is.imageReference),
  platform: text(is.platform),
  pullTriggers: listOf(text()),
  triggers: mapOf(text()),
};

/** `docker.RemoteImage`: pulled from a registry where the engine doesn't have it, or built. */
export const remoteImage: Resource<DockerContext> = {
  secretInputs: [...secretBuildInputs],

  check(call: CheckCall) {
    const failures: CheckFailure[] = [];
    const fail = (failure: CheckFailure) => failures.push(failure);
    checkProperties(call.inputs, RULES, ["name"], "", fail);
    const { build, name } = call.inputs as RemoteImageInputs;
    if (failures.length > 0 || build === undefined || isUnknown(build))
      return { inputs: call.inputs, failures };
    if (typeof name === "string" && name.includes("@"))
      fail({ property: "name", reason: "a build gives an image a tag; the digest comes of it" });
    return { inputs: { ...call.inputs, build: withContextDigest(build, fail) }, failures };
  },

  diff(call: DiffCall) {
    return { changes: changesBetween(REMOTE_IMAGE_TABLE, call.oldInputs, call.inputs) };
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    if (call.preview) {
      return { id: "", state: stateOf(call.inputs, UNKNOWN, UNKNOWN) };
    }
    const inputs = call.inputs as RemoteImageInputs;
    const engine = await context.engine();
    const found = await (inputs.build === undefined
      ? fetched(engine, inputs, call, context)
      : built(engine, inputs, call, context));
    // A delete that means its former self, which may be this very image, spares it, and the names that it has now.
    for (const name of namesOf(inputs)) context.ledger.rememberTaken(`${found.Id}${name}`);
    return live(found, call.inputs);
  },

  update(call: UpdateCall): Promise<Live> {
    const { imageId, repoDigest } = call.oldState;
    return Promise.resolve({ id: call.id, state: stateOf(call.inputs, imageId, repoDigest) });
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    // The id is image id and name in one, as the official plugin has it; an import gives just the name.
    const name = (call.oldInputs?.["name"] as string | undefined) ?? call.id;
    const found = await inspect(await context.engine(), name);
    const inputs: Props = call.oldInputs ?? { name };
    if (found === undefined || isAnother(found, inputs, call.oldState)) return undefined;
    return { ...live(found, inputs, call.oldState?.["repoDigest"]), inputs };
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    const inputs = call.oldInputs as unknown as RemoteImageInputs;
    if (inputs.keepLocally) return;
    const engine = await context.engine();
    const id = call.oldState["imageId"] as string;
    const names = namesOf(inputs);
    const free = names.filter((each) => !context.ledger.isTaken(`${id}${each}`));
    // A name that means another image by now isn't ours to take away; then the image goes by its id.
    const own: string[] = [];
    for (const each of free) if ((await inspect(engine, each))?.Id === id) own.push(each);
    if (own.length === 0 && free.length < names.length) return;
    for (const each of own.length > 0 ? own : [id])
      await removeUnlessUsed(engine, each, own.length > 0 && (inputs.forceRemove ?? false));
  },
};

/** Pulled where the engine doesn't have it; with triggers the user wants the registry asked each time they change. */
async function fetched(
  engine: Engine,
  { name, platform, triggers, pullTriggers }: RemoteImageInputs,
  call: CreateCall,
  context: DockerContext,
): Promise<EngineImage> {
  const asked = Boolean(pullTriggers?.length) || Object.keys(triggers ?? {}).length > 0;
  const local = asked || platform !== undefined ? undefined : await inspect(engine, name);
  if (local !== undefined) return local;
  await pullImage(engine, context.credentials, name, call, platform);
  return await engine.inspectImage(name);
}

async function built(
  engine: Engine,
  { name, platform, build }: RemoteImageInputs,
  call: CreateCall,
  context: DockerContext,
): Promise<EngineImage> {
  const spec = { ...(platform !== undefined && { platform }), ...build } as BuildSpec;
  return await engine.inspectImage(
    await runBuild(engine, buildFrom(name, spec, context.credentials), call),
  );
}

function namesOf({ name, build }: RemoteImageInputs): string[] {
  return [name, ...(build?.tags ?? [])];
}

/** Somebody has put another image in the place of the one that was built here. */
function isAnother(found: EngineImage, inputs: Props, before: Props | undefined): boolean {
  return inputs["build"] !== undefined && before !== undefined && before["imageId"] !== found.Id;
}

async function removeUnlessUsed(engine: Engine, reference: string, force: boolean): Promise<void> {
  try {
    await engine.removeImage(reference, { force });
  } catch (error) {
    // In use by a container of somebody else, or by another name: it stays.
    if (isEngineError(error, "notFound") || isEngineError(error, "conflict")) return;
    throw error;
  }
}

async function inspect(engine: Engine, name: string): Promise<EngineImage | undefined> {
  try {
    return await engine.inspectImage(name);
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
}

function live(found: EngineImage, inputs: Props, known?: unknown): Live {
  const name = String(inputs["name"]);
  return {
    id: `${found.Id}${name}`,
    state: stateOf(inputs, found.Id, digestOf(found, name, known)),
  };
}

function stateOf(inputs: Props, imageId: unknown, repoDigest: unknown): Props {
  const { build, ...others } = inputs;
  return {
    ...others,
    ...(build !== undefined && { build: writtenBuild(build) }),
    imageId,
    repoDigest,
  };
}
