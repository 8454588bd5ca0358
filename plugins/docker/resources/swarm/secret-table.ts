import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { scalar, unorderedList, type Comparison } from "../../diff/comparison";
import type { TreatmentsFor } from "../../diff/treatment";
import { keyOf, known } from "../container/canonical";
import { canonicalBase64 } from "./base64-content";

/** Inputs of `docker.Secret`, all values plain. */
export type SecretInputs = pulumi.Unwrap<docker.SecretArgs>;

const content = scalar(known(canonicalBase64));
/** Swarm never tells a secret: one that was imported is taken to be what the program says. */
const data: Comparison = {
  ...content,
  differences: (path, before, after, inputs) =>
    before === undefined ? [] : content.differences(path, before, after, inputs),
};

/** For each input of a secret: when two values are equal, and what a change does. */
export const SECRET_TABLE: TreatmentsFor<SecretInputs> = {
  data: {
    compare: data,
    change: { replace: "Swarm can't change the data of an existing secret" },
  },
  labels: { compare: unorderedList((each) => each, keyOf("label")), change: "inPlace" },
  name: { compare: scalar(), change: { replace: "Swarm can't rename a secret" } },
};
