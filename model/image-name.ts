import { isDockerImageId, parseDockerImageReference } from "./docker-image-reference";

/** What a container may be made from: a reference, or the id of an image on the host. */
export function isImage(text: string): boolean {
  return isDockerImageId(text) || parseDockerImageReference(text) !== undefined;
}

/** A name to which a tag can be added. */
export function isRepository(text: string): boolean {
  const parts = parseDockerImageReference(text);
  return parts !== undefined && parts.tag === undefined && parts.digest === undefined;
}

/** True where the reference may mean other content tomorrow: it has no digest, and no tag or `latest`. */
export function isFloating(text: string): boolean {
  const parts = isDockerImageId(text) ? undefined : parseDockerImageReference(text);
  if (parts === undefined || parts.digest !== undefined) return false;
  return parts.tag === undefined || parts.tag === "latest";
}
