/** Image references as Docker reads them: short names, tags, digests and bare image ids. */

export interface DockerImageReference {
  /** Registry host, such as `docker.io` or `localhost:5000`. */
  registry: string;
  /** Repository within the registry, such as `library/nginx`. */
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
}

const IMAGE_ID = /^(sha256:)?[0-9a-f]{64}$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;

/** True for a local image id rather than a name. */
export function isDockerImageId(reference: string): boolean {
  return IMAGE_ID.test(reference);
}

/** The parts of an image name; undefined where it isn't one Docker would take. */
export function parseDockerImageReference(reference: string): DockerImageReference | undefined {
  const [named, digest, ...rest] = reference.split("@");
  if (!named || rest.length > 0) return undefined;
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const slash = named.indexOf("/");
  const first = slash > 0 ? named.slice(0, slash) : "";
  const hasHost = first !== "" && (/[.:]/.test(first) || first === "localhost");
  const registry = hasHost ? first : "docker.io";
  const remainder = hasHost ? named.slice(slash + 1) : named;
  const colon = remainder.lastIndexOf(":");
  const tag = colon >= 0 ? remainder.slice(colon + 1) : undefined;
  const path = colon >= 0 ? remainder.slice(0, colon) : remainder;
  if (!PATH.test(path) || (tag !== undefined && !TAG.test(tag))) return undefined;
  const official = registry === "docker.io" && !path.includes("/");
  return {
    registry: registry === "index.docker.io" ? "docker.io" : registry,
    repository: official ? `library/${path}` : path,
    tag,
    digest,
  };
}

/** One spelling for equal references: `nginx`, `nginx:latest` and `docker.io/library/nginx` are the same. */
export function canonicalDockerImage(reference: string): string {
  if (isDockerImageId(reference)) return reference.replace(/^(sha256:)?/, "sha256:");
  const parts = parseDockerImageReference(reference);
  if (parts === undefined) return reference;
  const base = `${parts.registry}/${parts.repository}`;
  // A digest decides which image it is; a tag beside it is only a comment.
  return parts.digest ? `${base}@${parts.digest}` : `${base}:${parts.tag ?? "latest"}`;
}
