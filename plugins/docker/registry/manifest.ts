/** What a registry gives for a tag or digest, single images and lists alike. */
export interface Manifest {
  digest: string;
  mediaType: string;
  content: ManifestContent;
}

export interface ManifestContent {
  mediaType?: string;
  config?: { digest: string };
  /** Only in lists and OCI indexes. */
  manifests?: {
    mediaType: string;
    digest: string;
    platform?: { architecture?: string; os?: string };
  }[];
}

/** All kinds are asked for, lists first: a registry gives the one that it has. */
export const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
