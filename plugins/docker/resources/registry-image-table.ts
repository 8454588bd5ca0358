import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { canonicalDockerImage } from "../../../model/docker-image-reference";
import { buildComparison } from "../build/build-spec";
import { mapping, scalar, uncompared } from "../diff/comparison";
import type { TreatmentsFor } from "../diff/treatment";
import { known } from "./container/canonical";

/** Inputs of `docker.RegistryImage`, all values plain. */
export type RegistryImageInputs = pulumi.Unwrap<docker.RegistryImageArgs>;

const same = (value: unknown) => value;

/**
 * For each input of an image in a registry: when two values are equal, and what a change does. Pushed again in place: what is pulled meanwhile is never missing, as it would be between a deletion and a new push, and
 * the same content keeps its manifest.
 */
export const REGISTRY_IMAGE_TABLE: TreatmentsFor<RegistryImageInputs> = {
  authConfig: { compare: uncompared, change: "ignore" },
  build: { compare: buildComparison, change: "inPlace" },
  insecureSkipVerify: { compare: scalar(same, false), change: "pluginOnly" },
  keepRemotely: { compare: scalar(same, false), change: "pluginOnly" },
  name: {
    compare: scalar(known<string>(canonicalDockerImage)),
    change: { replace: "it is another image" },
  },
  triggers: { compare: mapping(), change: "inPlace" },
};
