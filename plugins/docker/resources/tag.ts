import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import {
  canonicalDockerImage,
  parseDockerImageReference,
} from "../../../model/docker-image-reference";
import {
  type CheckCall,
  type CreateCall,
  type DiffCall,
  type Live,
  type Read,
  type ReadCall,
  type Resource,
  UNKNOWN,
} from "../../runtime/resource";
import { checkProperties, listOf, text, type RulesFor } from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import { isEngineError } from "../client/engine-error";
import type { DockerContext } from "../context";
import { scalar, unorderedList } from "../diff/comparison";
import { changesBetween, type TreatmentsFor } from "../diff/treatment";
import { known } from "./container/canonical";

/** Inputs of `docker.Tag`, all values plain. */
export type TagInputs = pulumi.Unwrap<docker.TagArgs>;

const RULES: RulesFor<TagInputs> = {
  sourceImage: text(is.imageReference),
  tagTriggers: listOf(text()),
  targetImage: text(is.imageReference),
};

const reference = scalar(known<string>(canonicalDockerImage));

/** For each input of a tag: when two values are equal, and what a change does. */
export const TAG_TABLE: TreatmentsFor<TagInputs> = {
  sourceImage: { compare: reference, change: { replace: "the tag is given to another image" } },
  tagTriggers: {
    compare: unorderedList((each) => each, String),
    change: { replace: "a trigger changed, so the tag is given again" },
  },
  targetImage: { compare: reference, change: { replace: "it is another tag" } },
};

/** `docker.Tag`. Deleting it leaves the tag, as the official plugin does. */
export const tag: Resource<DockerContext> = {
  check(call: CheckCall) {
    const failures: { property: string; reason: string }[] = [];
    checkProperties(call.inputs, RULES, ["sourceImage", "targetImage"], "", (failure) =>
      failures.push(failure),
    );
    return { inputs: call.inputs, failures };
  },

  diff(call: DiffCall) {
    return { changes: changesBetween(TAG_TABLE, call.oldInputs, call.inputs) };
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    if (call.preview) return { id: "", state: { ...call.inputs, sourceImageId: UNKNOWN } };
    const { sourceImage, targetImage } = call.inputs as unknown as TagInputs;
    const engine = await context.engine();
    const repository = targetImage.replace(/(:[^:/]+)?(@.*)?$/, "");
    try {
      const { Id } = await engine.inspectImage(sourceImage);
      await engine.tagImage(
        sourceImage,
        repository,
        parseDockerImageReference(targetImage)?.tag ?? "latest",
      );
      return { id: `${sourceImage}.${targetImage}`, state: { ...call.inputs, sourceImageId: Id } };
    } catch (error) {
      if (!isEngineError(error, "notFound")) throw error;
      throw new Error(`the engine has no image ${sourceImage} to tag; pull or build it first`, {
        cause: error,
      });
    }
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    const inputs = call.oldInputs;
    if (inputs === undefined)
      throw new Error("a tag can't be imported; let the program create it again");
    const { sourceImage, targetImage } = inputs as unknown as TagInputs;
    const engine = await context.engine();
    try {
      const [source, target] = [
        await engine.inspectImage(sourceImage),
        await engine.inspectImage(targetImage),
      ];
      if (source.Id !== target.Id) return undefined;
      return { id: call.id, inputs, state: { ...inputs, sourceImageId: source.Id } };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      throw error;
    }
  },

  delete: () => Promise.resolve(),
};
