import { canonicalDockerImage } from "../../../model/docker-image-reference";
import type { EngineImage } from "../client/engine-types";

/**
 * `repository@sha256:…` of an image that a registry has; else the engine's own image id. An image may have been pushed
 * under several digests: `known` is the one that it is known by, with the repository or without.
 */
export function digestOf(image: EngineImage, reference: string, known?: unknown): string {
  const repository = repositoryOf(reference);
  const digests = [...(image.RepoDigests ?? [])].sort((a, b) => rank(b) - rank(a));
  return digests[0] ?? image.Id;

  function rank(digest: string): number {
    const isKnown = typeof known === "string" && hashOf(digest) === hashOf(known);
    return (repositoryOf(digest) === repository ? 2 : 0) + (isKnown ? 1 : 0);
  }
}

function hashOf(digest: string): string {
  return digest.replace(/^.*@/, "");
}

function repositoryOf(reference: string): string {
  return canonicalDockerImage(reference.replace(/@.*$/, "")).replace(/:[^:/]*$/, "");
}
