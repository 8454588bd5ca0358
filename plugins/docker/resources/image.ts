import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";

import {
  canonicalDockerImage,
  parseDockerImageReference,
} from "../../../model/docker-image-reference";
import {
  type CheckCall,
  containsUnknown,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  type UpdateCall,
  UNKNOWN,
} from "../../runtime/resource";
import { contextTar } from "../build/context-tar";
import { checkProperties, flag, listOf, mapOf, objectOf, text, type RulesFor } from "../check/rule";
import * as is from "../check/text-tests";
import type { Engine } from "../client/engine";
import { EngineError, isEngineError } from "../client/engine-error";
import type { EngineRegistryAuth } from "../client/engine-types";
import type { DockerContext } from "../context";
import { mapping, orderedList, scalar, structure } from "../diff/comparison";
import { changesBetween, type TreatmentsFor } from "../diff/treatment";
import { known } from "./container/canonical";
import { digestOf } from "./image-digest";

type ImageInputs = pulumi.Unwrap<docker.ImageArgs>;
type Build = NonNullable<ImageInputs["build"]>;
type Registry = NonNullable<ImageInputs["registry"]>;

const BUILD_RULES: RulesFor<Build> = {
  addHosts: listOf(text(is.nonEmpty)),
  args: mapOf(text()),
  builderVersion: text(is.oneOf("BuilderV1", "BuilderBuildKit")),
  cacheFrom: objectOf<NonNullable<Build["cacheFrom"]>>({ images: listOf(text(is.imageReference)) }),
  context: text(is.nonEmpty),
  dockerfile: text(is.nonEmpty),
  network: text(is.nonEmpty),
  platform: text(is.platform),
  target: text(is.nonEmpty),
};

const RULES: RulesFor<ImageInputs> = {
  build: objectOf<Build>(BUILD_RULES),
  buildOnPreview: flag(),
  imageName: text(is.imageReference),
  registry: objectOf<Registry>({ password: text(), server: text(), username: text() }),
  skipPush: flag(),
};

const same = (value: unknown) => value;

/** A build never runs in preview, so what changes in place there builds in `up`. */
const TABLE: TreatmentsFor<ImageInputs> = {
  build: {
    compare: structure({
      addHosts: orderedList(),
      args: mapping(),
      builderVersion: scalar(same, "BuilderBuildKit"),
      cacheFrom: structure({ images: orderedList() }),
      context: scalar(same, "."),
      dockerfile: scalar(same),
      network: scalar(same, "default"),
      platform: scalar(same),
      target: scalar(same),
    } satisfies Record<keyof Required<Build>, unknown>),
    change: "inPlace",
  },
  buildOnPreview: { compare: scalar(), change: "ignore" },
  imageName: {
    compare: scalar(known<string>(canonicalDockerImage)),
    change: { replace: "an image of another name is another image" },
  },
  registry: {
    compare: structure({ server: scalar(), username: scalar(), password: scalar() }),
    change: "inPlace",
  },
  skipPush: { compare: scalar(same, false), change: "inPlace" },
};

/** `docker.Image`: built from a context, and pushed unless `skipPush`. */
export const image: Resource<DockerContext> = {
  check(call: CheckCall) {
    const failures: { property: string; reason: string }[] = [];
    checkProperties(call.inputs, RULES, ["imageName"], "", (failure) => failures.push(failure));
    if (failures.length === 0) failures.push(...missingFiles(call.inputs as ImageInputs));
    return { inputs: call.inputs, failures };
  },

  diff(call: DiffCall) {
    return { changes: changesBetween(TABLE, call.oldInputs, call.inputs) };
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    return call.preview
      ? { id: "", state: { ...outputs(call.inputs), repoDigest: UNKNOWN } }
      : await buildAndPush(call, context);
  },

  async update(call: UpdateCall, context: DockerContext): Promise<Live> {
    return call.preview
      ? { id: call.id, state: { ...outputs(call.inputs), repoDigest: UNKNOWN } }
      : await buildAndPush(call, context);
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    const imageName = (call.oldInputs?.["imageName"] as string | undefined) ?? call.id;
    const engine = await context.engine();
    try {
      const repoDigest = digestOf(await engine.inspectImage(imageName), imageName);
      const inputs: Props = call.oldInputs ?? { imageName, skipPush: true };
      return { id: call.id, inputs, state: { ...outputs(inputs), repoDigest } };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      throw error;
    }
  },

  /** Takes the tag away; the layers stay in the build cache. */
  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    const imageName = String(call.oldInputs["imageName"]);
    const engine = await context.engine();
    try {
      // Another stack may have built the very same image under the same name, and run it.
      if ((await engine.containersUsingImage(imageName)).length > 0) return;
      await engine.removeImage(imageName);
    } catch (error) {
      if (isEngineError(error, "notFound") || isEngineError(error, "conflict")) return;
      throw error;
    }
  },
};

async function buildAndPush(call: CreateCall | UpdateCall, context: DockerContext): Promise<Live> {
  const inputs = call.inputs as ImageInputs;
  const imageName = inputs.imageName;
  const engine = await context.engine();
  const auth = registryAuth(inputs.registry);
  const id = await build(engine, call, inputs, context);
  const skipPush = inputs.skipPush ?? false;
  if (!skipPush) {
    const parts = parseDockerImageReference(imageName);
    const repository = imageName.replace(/(:[^:/]+)?(@.*)?$/, "");
    await engine.pushImage(repository, parts?.tag ?? "latest", {
      signal: call.signal,
      onProgress: (line) => call.log.status(line),
      ...((auth ?? context.credentials.forImage(imageName)) && {
        auth: (auth ?? context.credentials.forImage(imageName))!,
      }),
    });
  }
  const found = await engine.inspectImage(skipPush ? id : imageName);
  return {
    id: imageName,
    state: { ...outputs(call.inputs), repoDigest: digestOf(found, imageName) },
  };
}

async function build(
  engine: Engine,
  call: CreateCall | UpdateCall,
  inputs: ImageInputs,
  context: DockerContext,
): Promise<string> {
  const spec = inputs.build ?? {};
  const { tar, dockerfile } = contextTar(contextOf(spec), dockerfileOf(spec));
  call.log.status(`building ${inputs.imageName}`);
  try {
    return await engine.buildImage(
      tar,
      {
        tags: [inputs.imageName],
        dockerfile,
        buildArgs: spec.args ?? {},
        // None of ours: the same content must be the same image for every stack that builds it.
        labels: {},
        ...(spec.target !== undefined && { target: spec.target }),
        ...(spec.platform !== undefined && { platform: spec.platform }),
        ...(spec.network !== undefined && { networkMode: spec.network }),
        ...(spec.addHosts && { extraHosts: spec.addHosts }),
        ...(spec.cacheFrom?.images && { cacheFrom: spec.cacheFrom.images }),
        registryAuth: context.credentials.all(),
        builder: spec.builderVersion === "BuilderV1" ? "classic" : "buildkit",
      },
      { signal: call.signal, onProgress: (line) => call.log.status(line) },
    );
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === "unreachable") throw error;
    const lines = error.lines.map((line) => `\n  ${line}`).join("");
    throw new Error(`building ${inputs.imageName} failed: ${error.message}${lines}`, {
      cause: error,
    });
  }
}

function contextOf(spec: Build): string {
  return spec.context ?? ".";
}

function dockerfileOf(spec: Build): string {
  return spec.dockerfile ?? path.join(contextOf(spec), "Dockerfile");
}

/** Known already in check, so said there: nothing has been done yet. */
function missingFiles(inputs: ImageInputs): { property: string; reason: string }[] {
  const spec = inputs.build ?? {};
  if (containsUnknown([spec.context, spec.dockerfile])) return [];
  try {
    contextTar(contextOf(spec), dockerfileOf(spec)).tar.destroy();
    return [];
  } catch (error) {
    return [{ property: "build.context", reason: (error as Error).message }];
  }
}

function registryAuth(registry: Registry | undefined): EngineRegistryAuth | undefined {
  if (!registry?.username || !registry.password) return undefined;
  return {
    username: registry.username,
    password: registry.password,
    ...(registry.server && { serveraddress: registry.server }),
  };
}

/** What the official plugin gives beside `repoDigest`. */
function outputs(inputs: Props): Props {
  const { imageName, build: spec = {}, registry } = inputs as unknown as ImageInputs;
  if (containsUnknown(spec)) return { imageName, baseImageName: imageName };
  return {
    baseImageName: imageName,
    imageName,
    context: contextOf(spec),
    dockerfile: dockerfileOf(spec),
    ...(spec.platform !== undefined && { platform: spec.platform }),
    ...(registry?.server !== undefined && { registryServer: registry.server }),
  };
}
