import { canonicalDockerImage } from "../../../model/docker-image-reference";
import type { EngineImage } from "../client/engine-types";

/**
 * `repository@sha256:…` of an image that the reference's own repository has; else the engine's own image id: digests of
 * other repositories come and go with what others push. An image may have been pushed under several digests: `known` is
 * the one that it is known by, with the repository or without.
 */
export function digestOf(image: EngineImage, reference: string, known?: unknown): string {
  return repoDigestOf(image, reference, known) ?? image.Id;
}

/** The same; undefined where the repository has none. */
export function repoDigestOf(
  image: EngineImage,
  reference: string,
  known?: unknown,
): string | undefined {
  const repository = repositoryOf(reference);
  const digests = (image.RepoDigests ?? []).filter((each) => repositoryOf(each) === repository);
  const isKnown = (digest: string) => typeof known === "string" && hashOf(digest) === hashOf(known);
  return digests.find(isKnown) ?? digests[0];
}

function hashOf(digest: string): string {
  return digest.replace(/^.*@/, "");
}

function repositoryOf(reference: string): string {
  return canonicalDockerImage(reference.replace(/@.*$/, "")).replace(/:[^:/]*$/, "");
}
