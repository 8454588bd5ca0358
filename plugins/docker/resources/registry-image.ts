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
import { buildFrom } from "../build/build-options";
import { buildRule, secretBuildInputs, withContextDigest, writtenBuild } from "../build/build-spec";
import { runBuild } from "../build/run-build";
import {
  checkProperties,
  flag,
  mapOf,
  objectOf,
  text,
  type RulesFor,
} from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import { engineLogin } from "../connection/registry-credentials";
import type { DockerContext } from "../context";
import { changedProperties, changesBetween } from "../diff/treatment";
import { isRegistryError } from "../registry/registry-error";
import { repositoryOf } from "../registry/repository-of";
import { pushImage } from "./push-image";
import { deleteRemotely } from "./registry-image-delete";
import { REGISTRY_IMAGE_TABLE, type RegistryImageInputs } from "./registry-image-table";

type AuthConfig = NonNullable<RegistryImageInputs["authConfig"]>;

const RULES: RulesFor<RegistryImageInputs> = {
  authConfig: objectOf<AuthConfig>(
    { address: text(is.nonEmpty), username: text(), password: text() },
    ["address"],
  ),
  build: buildRule,
  insecureSkipVerify: flag(),
  keepRemotely: flag(),
  name: text(is.imageReference),
  triggers: mapOf(text()),
};

/** `docker.RegistryImage`: an image of the engine, pushed to the registry that its name says. */
export const registryImage: Resource<DockerContext> = {
  secretInputs: ["authConfig.password", ...secretBuildInputs],

  check(call: CheckCall) {
    const failures: CheckFailure[] = [];
    const fail = (failure: CheckFailure) => failures.push(failure);
    checkProperties(call.inputs, RULES, ["name"], "", fail);
    const { build, name } = call.inputs as RegistryImageInputs;
    if (typeof name === "string" && name.includes("@"))
      fail({ property: "name", reason: "a push is to a tag; the digest comes of it" });
    if (failures.length > 0 || build === undefined || containsUnknown([build]))
      return { inputs: call.inputs, failures };
    return { inputs: { ...call.inputs, build: withContextDigest(build, fail) }, failures };
  },

  diff(call: DiffCall) {
    return { changes: changesBetween(REGISTRY_IMAGE_TABLE, call.oldInputs, call.inputs) };
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    return call.preview
      ? { id: "", state: stateOf(call.inputs, UNKNOWN) }
      : await buildAndPush(call, context);
  },

  async update(call: UpdateCall, context: DockerContext): Promise<Live> {
    const changed = changedProperties(REGISTRY_IMAGE_TABLE, call.oldInputs, call.inputs);
    const { sha256Digest } = call.oldState;
    if (!changed.has("build") && !changed.has("triggers"))
      return { id: call.id, state: stateOf(call.inputs, sha256Digest) };
    if (call.preview) return { id: call.id, state: stateOf(call.inputs, UNKNOWN) };
    const { state } = await buildAndPush(call, context);
    const keep = (call.inputs as RegistryImageInputs).keepRemotely ?? false;
    if (!keep && sha256Digest !== state["sha256Digest"])
      await deleteRemotely(call.oldInputs, sha256Digest, call, context);
    return { id: call.id, state };
  },

  /** One that another image was pushed over is gone: the next update pushes it again. */
  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    // An import gives the name as id.
    const inputs: Props = call.oldInputs ?? { name: call.id };
    const { name = "", ...options } = inputs as RegistryImageInputs;
    const { client, reference } = await repositoryOf(name, context, {
      ...options,
      signal: call.signal,
    });
    let digest: string;
    try {
      digest = await client.digest(reference);
    } catch (error) {
      if (isRegistryError(error, "notFound")) return undefined;
      throw error;
    }
    const before = call.oldState?.["sha256Digest"];
    if (before !== undefined && before !== digest) return undefined;
    const id = call.oldInputs === undefined ? digest : call.id;
    return { id, inputs, state: stateOf(inputs, digest) };
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    const inputs = call.oldInputs as RegistryImageInputs;
    if (inputs.keepRemotely) return;
    await deleteRemotely(inputs, call.oldState["sha256Digest"], call, context);
  },
};

async function buildAndPush(call: CreateCall | UpdateCall, context: DockerContext): Promise<Live> {
  const inputs = call.inputs as RegistryImageInputs;
  const { name = "", build, authConfig } = inputs;
  const engine = await context.engine();
  if (build !== undefined)
    await runBuild(engine, buildFrom(name, build, context.credentials), call);
  const auth = engineLogin(authConfig) ?? (await context.credentials.forImage(name));
  const pushed = await pushImage(engine, name, auth, call);
  // The registry has the last word: it may keep what it gets under another manifest.
  const { client, registry, repository, reference } = await repositoryOf(name, context, {
    ...inputs,
    signal: call.signal,
  });
  context.ledger.noteTag(`${registry}/${repository}:${reference}`, true);
  const digest = await client.digest(reference);
  if (digest !== pushed)
    call.log.warn(`${name} was pushed as ${pushed}, and the registry has ${digest} there`);
  return { id: digest, state: stateOf(call.inputs, digest) };
}

function stateOf(inputs: Props, sha256Digest: unknown): Props {
  const { build, ...others } = inputs;
  return { ...others, ...(build !== undefined && { build: writtenBuild(build) }), sha256Digest };
}
