import * as path from "node:path";

import { parseDockerImageReference } from "../../../model/docker-image-reference";
import {
  type CheckCall,
  type CheckFailure,
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
import { CONTEXT_DIGEST, contextDigest } from "../build/context-digest";
import { type Build, runBuild } from "../build/run-build";
import {
  checkProperties,
  flag,
  listOf,
  mapOf,
  objectOf,
  text,
  type RulesFor,
} from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import { isEngineError } from "../client/engine-error";
import type { EngineImage, EngineRegistryLogins } from "../client/engine-types";
import { engineLogin } from "../connection/registry-credentials";
import { registryHost } from "../connection/registry-name";
import type { DockerContext } from "../context";
import { changesBetween } from "../diff/treatment";
import { digestOf } from "./image-digest";
import { type BuildInputs, IMAGE_TABLE, type ImageInputs, type ImageRegistry } from "./image-table";
import { pushImage } from "./push-image";

const BUILD_RULES: RulesFor<BuildInputs> = {
  addHosts: listOf(text(is.nonEmpty)),
  args: mapOf(text()),
  builderVersion: text(is.oneOf("BuilderV1", "BuilderBuildKit")),
  cacheFrom: objectOf<NonNullable<BuildInputs["cacheFrom"]>>({
    images: listOf(text(is.imageReference)),
  }),
  context: text(is.nonEmpty),
  dockerfile: text(is.nonEmpty),
  network: text(is.nonEmpty),
  platform: text(is.platform),
  target: text(is.nonEmpty),
};

const RULES: RulesFor<ImageInputs> = {
  build: objectOf<BuildInputs>(BUILD_RULES),
  buildOnPreview: flag(),
  imageName: text(is.imageReference),
  registry: objectOf<ImageRegistry>({ password: text(), server: text(), username: text() }),
  skipPush: flag(),
};

/** `docker.Image`: built from a context, and pushed unless `skipPush`. */
export const image: Resource<DockerContext> = {
  secretInputs: ["registry.password"],

  check(call: CheckCall) {
    const failures: CheckFailure[] = [];
    const fail = (failure: CheckFailure) => failures.push(failure);
    checkProperties(call.inputs, RULES, ["imageName"], "", fail);
    const spec = (call.inputs as ImageInputs).build ?? {};
    if (failures.length > 0 || containsUnknown([spec.context, spec.dockerfile]))
      return { inputs: call.inputs, failures };
    const digest = contextDigest(contextOf(spec), dockerfileOf(spec), fail);
    return { inputs: { ...call.inputs, build: { ...spec, [CONTEXT_DIGEST]: digest } }, failures };
  },

  diff(call: DiffCall) {
    return { changes: changesBetween(IMAGE_TABLE, call.oldInputs, call.inputs) };
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
      const before = call.oldState?.["repoDigest"];
      const found = await engine.inspectImage(imageName);
      if (isAnother(found, before)) return undefined;
      const repoDigest = digestOf(found, imageName, before);
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

/** Somebody has given the name to another image: the next update builds this one again. */
function isAnother({ Id, RepoDigests }: EngineImage, before: unknown): boolean {
  if (typeof before !== "string" || !/sha256:/.test(before)) return false;
  const hash = before.replace(/^.*@/, "");
  return ![Id, ...(RepoDigests ?? [])].some((each) => each.endsWith(hash));
}

async function buildAndPush(call: CreateCall | UpdateCall, context: DockerContext): Promise<Live> {
  const { imageName, build, registry, skipPush } = call.inputs as ImageInputs;
  const engine = await context.engine();
  const server = registry?.server
    ? registryHost(registry.server)
    : (parseDockerImageReference(imageName)?.registry ?? "");
  const own = engineLogin({ ...registry, address: server });
  const logins = context.credentials.with(own ? [{ host: server, ...own }] : []);
  const spec = build ?? {};
  const id = await runBuild(engine, buildOf(imageName, spec, logins), call);
  let digest: string | undefined;
  if (!skipPush) {
    const auth = own ?? (await context.credentials.forImage(imageName));
    digest = await pushImage(engine, imageName, auth, call);
  }
  const repoDigest = digestOf(await engine.inspectImage(id), imageName, digest);
  return { id: imageName, state: { ...outputs(call.inputs), repoDigest } };
}

function buildOf(name: string, spec: BuildInputs, logins: EngineRegistryLogins): Build {
  return {
    name,
    local: { context: contextOf(spec), dockerfile: dockerfileOf(spec) },
    options: {
      tags: [name],
      buildArgs: spec.args ?? {},
      // None of ours: the same content must be the same image for every stack that builds it.
      labels: {},
      ...(spec.target !== undefined && { target: spec.target }),
      ...(spec.platform !== undefined && { platform: spec.platform }),
      ...(spec.network !== undefined && { networkMode: spec.network }),
      ...(spec.addHosts && { extraHosts: spec.addHosts }),
      ...(spec.cacheFrom?.images && { cacheFrom: spec.cacheFrom.images }),
      logins,
      builder: spec.builderVersion === "BuilderV1" ? "classic" : "buildkit",
    },
  };
}

function contextOf(spec: BuildInputs): string {
  return spec.context ?? ".";
}

function dockerfileOf(spec: BuildInputs): string {
  return spec.dockerfile ?? path.join(contextOf(spec), "Dockerfile");
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
