import { canonicalDockerImage } from "../../../model/docker-image-reference";
import type { EngineImage } from "../client/engine-types";

/** `repository@sha256:…` of an image that a registry has; else the engine's own image id. */
export function digestOf(image: EngineImage, reference: string): string {
  const repository = repositoryOf(reference);
  const digests = image.RepoDigests ?? [];
  return digests.find((each) => repositoryOf(each) === repository) ?? digests[0] ?? image.Id;
}

function repositoryOf(reference: string): string {
  return canonicalDockerImage(reference.replace(/@.*$/, "")).replace(/:[^:/]*$/, "");
}
