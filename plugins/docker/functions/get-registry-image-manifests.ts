import type * as docker from "@pulumi/docker";

import type { InvokeCall, ProviderFunction } from "../../runtime/resource";
import { flag, objectOf, text, type RulesFor } from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import type { DockerContext } from "../context";
import { repositoryOf } from "../registry/repository-of";
import type { RegistryClient } from "../registry/registry-client";
import { checkedArguments } from "./checked-arguments";

type Args = docker.GetRegistryImageManifestsArgs;
type Found = docker.GetRegistryImageManifestsResult["manifests"][number];

const RULES: RulesFor<Args> = {
  authConfig: objectOf<NonNullable<Args["authConfig"]>>(
    { address: text(is.nonEmpty), username: text(), password: text() },
    ["address"],
  ),
  insecureSkipVerify: flag(),
  name: text(is.imageReference),
};

/** `docker.getRegistryImageManifests`: one entry for each platform that an image is there for. */
export const getRegistryImageManifests: ProviderFunction<DockerContext> = {
  async invoke(call: InvokeCall, context: DockerContext) {
    const {
      name,
      authConfig,
      insecureSkipVerify = false,
    } = checkedArguments(call, RULES, ["name"]);
    const { client, repository, reference } = await repositoryOf(name, context, {
      authConfig,
      insecureSkipVerify,
      signal: call.signal,
    });
    return {
      id: `${repository}:${reference}`,
      name,
      insecureSkipVerify,
      // Without the password: a result is written down wherever it is used.
      ...(authConfig && {
        authConfig: { address: authConfig.address, username: authConfig.username ?? "" },
      }),
      manifests: await manifests(client, reference),
    } satisfies docker.GetRegistryImageManifestsResult;
  },
};

async function manifests(client: RegistryClient, reference: string): Promise<Found[]> {
  const { digest, mediaType, content } = await client.manifest(reference);
  if (content.manifests !== undefined)
    return content.manifests.map((each) => ({
      architecture: each.platform?.architecture ?? "",
      os: each.platform?.os ?? "",
      mediaType: each.mediaType,
      sha256Digest: each.digest,
    }));
  // An image for one platform names it only in its configuration.
  const { architecture = "", os = "" } =
    content.config === undefined
      ? {}
      : await client.jsonBlob<{ architecture?: string; os?: string }>(content.config.digest);
  return [{ architecture, os, mediaType, sha256Digest: digest }];
}
