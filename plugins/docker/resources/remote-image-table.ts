import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { canonicalDockerImage } from "../../../model/docker-image-reference";
import { buildComparison } from "../build/build-spec";
import { mapping, scalar, unorderedList } from "../diff/comparison";
import type { TreatmentsFor } from "../diff/treatment";
import { known } from "./container/canonical";

/** Inputs of `docker.RemoteImage`, all values plain. */
export type RemoteImageInputs = pulumi.Unwrap<docker.RemoteImageArgs>;

const same = (value: unknown) => value;
const again = { replace: "a trigger changed, so the image is fetched or built again" };

/** For each input of a remote image: when two values are equal, and what a change does. */
export const REMOTE_IMAGE_TABLE: TreatmentsFor<RemoteImageInputs> = {
  build: { compare: buildComparison, change: { replace: "what it is built from changed" } },
  forceRemove: { compare: scalar(same, false), change: "pluginOnly" },
  keepLocally: { compare: scalar(same, false), change: "pluginOnly" },
  name: {
    compare: scalar(known<string>(canonicalDockerImage)),
    change: { replace: "it is another image" },
  },
  platform: { compare: scalar(), change: { replace: "another platform is another image" } },
  pullTriggers: { compare: unorderedList(same, String), change: again },
  triggers: { compare: mapping(), change: again },
};
