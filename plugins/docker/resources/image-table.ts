import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { canonicalDockerImage } from "../../../model/docker-image-reference";
import { CONTEXT_DIGEST, digestComparison } from "../build/context-digest";
import { registryHost } from "../connection/registry-name";
import {
  type Comparison,
  mapping,
  orderedList,
  scalar,
  structure,
  uncompared,
} from "../diff/comparison";
import type { TreatmentsFor } from "../diff/treatment";
import { known } from "./container/canonical";

/** Inputs of `docker.Image`, all values plain. */
export type ImageInputs = pulumi.Unwrap<docker.ImageArgs>;
export type BuildInputs = NonNullable<ImageInputs["build"]>;
export type ImageRegistry = NonNullable<ImageInputs["registry"]>;

const same = (value: unknown) => value;

/** Only the registry counts for a change: logins come and go (short-lived tokens) and build nothing new. */
const REGISTRY_COMPARISON: Record<keyof Required<ImageRegistry>, Comparison> = {
  server: scalar(known(registryHost)),
  username: uncompared,
  password: uncompared,
};

/**
 * For each input of an image: when two values are equal, and what a change does. A build never runs in preview, so what
 * changes in place there builds in `up`.
 */
export const IMAGE_TABLE: TreatmentsFor<ImageInputs> = {
  build: {
    compare: structure({
      addHosts: orderedList(),
      args: mapping(),
      builderVersion: scalar(same, "BuilderBuildKit"),
      cacheFrom: structure({ images: orderedList() }),
      context: scalar(same, "."),
      dockerfile: scalar(same),
      network: scalar(same, "default"),
      platform: scalar(same),
      target: scalar(same),
      [CONTEXT_DIGEST]: digestComparison,
    } satisfies Record<keyof Required<BuildInputs> | typeof CONTEXT_DIGEST, Comparison>),
    change: "inPlace",
  },
  buildOnPreview: { compare: scalar(), change: "ignore" },
  imageName: {
    compare: scalar(known<string>(canonicalDockerImage)),
    change: { replace: "an image of another name is another image" },
  },
  registry: {
    compare: structure(REGISTRY_COMPARISON),
    change: "inPlace",
  },
  skipPush: { compare: scalar(same, false), change: "inPlace" },
};
