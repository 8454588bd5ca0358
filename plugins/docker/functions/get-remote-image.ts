import type * as docker from "@pulumi/docker";

import type { InvokeCall, ProviderFunction } from "../../runtime/resource";
import { text, type RulesFor } from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import { isEngineError } from "../client/engine-error";
import type { DockerContext } from "../context";
import { repoDigestOf } from "../resources/image-digest";
import { checkedArguments } from "./checked-arguments";

const RULES: RulesFor<docker.GetRemoteImageArgs> = { name: text(is.imageReference) };

/** `docker.getRemoteImage`: an image that the engine has. */
export const getRemoteImage: ProviderFunction<DockerContext> = {
  async invoke(call: InvokeCall, context: DockerContext) {
    const { name } = checkedArguments(call, RULES, ["name"]);
    const engine = await context.engine();
    const found = await engine.inspectImage(name).catch((error: unknown) => {
      if (!isEngineError(error, "notFound")) throw error;
      throw new Error(
        `there is no image ${name} on ${engine.where}: pull it with docker.RemoteImage, or correct the name`,
        { cause: error },
      );
    });
    // Unlike with the resource, an image that was never in a registry has no digest here.
    const repoDigest = repoDigestOf(found, name) ?? "";
    return { id: found.Id, name, repoDigest } satisfies docker.GetRemoteImageResult;
  },
};
