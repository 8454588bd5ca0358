import {
  isDockerImageId,
  parseDockerImageReference,
} from "../../../../../model/docker-image-reference";
import type { Call } from "../../../../runtime/resource";
import type { Engine } from "../../../client/engine";
import { isEngineError } from "../../../client/engine-error";
import type { EngineRegistryAuth } from "../../../client/engine-types";

export interface PinnedImage {
  image: string;
  /** What it runs on, for the scheduler; undefined where nobody knows. */
  platforms?: { Architecture: string; OS: string }[];
}

/**
 * The image with the digest that its registry has for it now, as `docker service create` writes it: all nodes then run
 * the same. An image that no registry knows stays as it is, with a warning: each node looks for itself.
 */
export async function pinnedImage(
  engine: Engine,
  image: string,
  auth: EngineRegistryAuth | undefined,
  call: Pick<Call, "log">,
): Promise<PinnedImage> {
  const parts = parseDockerImageReference(image);
  if (isDockerImageId(image) || parts === undefined || parts.digest !== undefined) return { image };
  const tagged = parts.tag === undefined ? `${image}:latest` : image;
  try {
    const { Descriptor, Platforms } = await engine.inspectDistribution(tagged, auth);
    const platforms = (Platforms ?? []).flatMap(({ architecture, os }) =>
      architecture && os && os !== "unknown" ? [{ Architecture: architecture, OS: os }] : [],
    );
    return {
      image: `${tagged}@${Descriptor.digest}`,
      ...(platforms.length > 0 && { platforms }),
    };
  } catch (error) {
    if (!isEngineError(error) || ["unreachable", "denied", "aborted"].includes(error.code))
      throw error;
    call.log.warn(
      `the digest of ${image} can't be had from ${parts.registry}, so each node uses what it has or finds under that name: ${error.message}`,
    );
    return { image };
  }
}
