import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { canonicalDockerImage } from "../../../model/docker-image-reference";
import {
  type CheckCall,
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
import { checkProperties, flag, listOf, mapOf, refused, text, type RulesFor } from "../check/rule";
import * as is from "../check/text-tests";
import type { Engine } from "../client/engine";
import { isEngineError } from "../client/engine-error";
import type { EngineImage } from "../client/engine-types";
import type { DockerContext } from "../context";
import { mapping, scalar, unorderedList } from "../diff/comparison";
import { changesBetween, type TreatmentsFor } from "../diff/treatment";
import { known } from "./container/canonical";
import { digestOf } from "./image-digest";
import { pullImage } from "./container/pull-image";

type RemoteImageInputs = pulumi.Unwrap<docker.RemoteImageArgs>;

const RULES: RulesFor<RemoteImageInputs> = {
  build: refused("this plugin builds images with docker.Image; use that resource"),
  forceRemove: flag(),
  keepLocally: flag(),
  name: text(is.imageReference),
  platform: text(is.platform),
  pullTriggers: listOf(text()),
  triggers: mapOf(text()),
};

const same = (value: unknown) => value;
const again = { replace: "a trigger changed, so the image is pulled again" };

const TABLE: TreatmentsFor<RemoteImageInputs> = {
  build: { compare: scalar(), change: "ignore" },
  forceRemove: { compare: scalar(same, false), change: "inPlace" },
  keepLocally: { compare: scalar(same, false), change: "inPlace" },
  name: {
    compare: scalar(known<string>(canonicalDockerImage)),
    change: { replace: "it is another image" },
  },
  platform: { compare: scalar(), change: { replace: "another platform is another image" } },
  pullTriggers: { compare: unorderedList(same, String), change: again },
  triggers: { compare: mapping(), change: again },
};

/** `docker.RemoteImage`: pulled from a registry where the engine doesn't have it. */
export const remoteImage: Resource<DockerContext> = {
  check(call: CheckCall) {
    const failures: { property: string; reason: string }[] = [];
    checkProperties(call.inputs, RULES, ["name"], "", (failure) => failures.push(failure));
    return { inputs: call.inputs, failures };
  },

  diff(call: DiffCall) {
    return { changes: changesBetween(TABLE, call.oldInputs, call.inputs) };
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    if (call.preview) {
      return { id: "", state: { ...call.inputs, imageId: UNKNOWN, repoDigest: UNKNOWN } };
    }
    const { name, platform, triggers, pullTriggers } = call.inputs as RemoteImageInputs;
    const engine = await context.engine();
    // With triggers the user wants the registry asked each time they change.
    const asked = Boolean(pullTriggers?.length) || Object.keys(triggers ?? {}).length > 0;
    const local = asked || platform !== undefined ? undefined : await inspect(engine, name);
    if (local === undefined) await pullImage(engine, context.credentials, name, call, platform);
    const found = local ?? (await engine.inspectImage(name));
    return live(found, call.inputs);
  },

  update(call: UpdateCall): Promise<Live> {
    const { imageId, repoDigest } = call.oldState;
    return Promise.resolve({ id: call.id, state: { ...call.inputs, imageId, repoDigest } });
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    // The id is image id and name in one, as the official plugin has it; an import gives just the name.
    const name = (call.oldInputs?.["name"] as string | undefined) ?? call.id;
    const found = await inspect(await context.engine(), name);
    if (found === undefined) return undefined;
    const inputs: Props = call.oldInputs ?? { name };
    return { ...live(found, inputs), inputs };
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    const { name, keepLocally, forceRemove } = call.oldInputs as unknown as RemoteImageInputs;
    if (keepLocally) return;
    const engine = await context.engine();
    try {
      await engine.removeImage(name, { force: forceRemove ?? false });
    } catch (error) {
      // In use by a container of somebody else: it keeps its image.
      if (isEngineError(error, "notFound") || isEngineError(error, "conflict")) return;
      throw error;
    }
  },
};

async function inspect(engine: Engine, name: string): Promise<EngineImage | undefined> {
  try {
    return await engine.inspectImage(name);
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
}

function live(found: EngineImage, inputs: Props): Live {
  const name = String(inputs["name"]);
  return {
    id: `${found.Id}${name}`,
    state: { ...inputs, imageId: found.Id, repoDigest: digestOf(found, name) },
  };
}
