import type * as docker from "@pulumi/docker";

import type { InvokeCall, ProviderFunction } from "../../runtime/resource";
import { flag, text, type RulesFor } from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import type { DockerContext } from "../context";
import { repositoryOf } from "../registry/repository-of";
import { checkedArguments } from "./checked-arguments";

const RULES: RulesFor<docker.GetRegistryImageArgs> = {
  insecureSkipVerify: flag(),
  name: text(is.imageReference),
};

/** `docker.getRegistryImage`: what a tag means in its registry now. */
export const getRegistryImage: ProviderFunction<DockerContext> = {
  async invoke(call: InvokeCall, context: DockerContext) {
    const { name, insecureSkipVerify = false } = checkedArguments(call, RULES, ["name"]);
    const { client, reference } = await repositoryOf(name, context, {
      insecureSkipVerify,
      signal: call.signal,
    });
    const sha256Digest = await client.digest(reference);
    return {
      id: sha256Digest,
      name,
      insecureSkipVerify,
      sha256Digest,
    } satisfies docker.GetRegistryImageResult;
  },
};
