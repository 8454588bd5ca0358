import type Docker from "dockerode";

/** Takes all names that begin so from an engine, digests too: an image that was pushed keeps those. */
export async function removeImages(docker: Docker, prefix: string): Promise<void> {
  for (const { RepoTags, RepoDigests } of await docker.listImages())
    for (const name of [...(RepoTags ?? []), ...(RepoDigests ?? [])].filter((each) =>
      each.startsWith(prefix),
    )) {
      try {
        await docker.getImage(name).remove();
      } catch (error) {
        // The last tag of a repository takes its digests along.
        if ((error as { statusCode?: number }).statusCode !== 404) throw error;
      }
    }
}
