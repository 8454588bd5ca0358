import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { mapping, scalar } from "../diff/comparison";
import type { TreatmentsFor } from "../diff/treatment";
import { labels } from "./labels";

/** Inputs of `docker.Volume`, all values plain. */
export type VolumeInputs = pulumi.Unwrap<docker.VolumeArgs>;

const fixed = (what: string) => ({ replace: `Docker can't change ${what} of an existing volume` });

/** For each input of a volume: when two values are equal, and what a change does. */
export const VOLUME_TABLE: TreatmentsFor<VolumeInputs> = {
  cluster: { compare: scalar(), change: "ignore" },
  driver: { compare: scalar(undefined, "local"), change: fixed("the driver") },
  driverOpts: { compare: mapping(), change: fixed("the driver options") },
  labels: { compare: labels, change: fixed("the labels") },
  name: { compare: scalar(), change: fixed("the name") },
};
