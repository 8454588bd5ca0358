import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { isUnknown, UNKNOWN, type Props } from "../../../runtime/resource";
import { scalar, unorderedList, type Comparison } from "../../diff/comparison";
import type { TreatmentsFor } from "../../diff/treatment";
import { keyOf } from "../container/canonical";
import { canonicalBase64 } from "./base64-content";

/** Inputs of `docker.ServiceConfig`, all values plain. */
export type ServiceConfigInputs = pulumi.Unwrap<docker.ServiceConfigArgs>;

const fixedData = { replace: "Swarm can't change the data of an existing config" };

/** `data` and `dataRaw` are two spellings of one content: only another content is a change, of what is written now. */
const content: Comparison = {
  canonical: (value, inputs) => (value === undefined ? undefined : contentOf(inputs)),
  differences(path, before, after, inputs) {
    const now = contentOf(inputs.after);
    if (after === undefined || (!isUnknown(now) && now === contentOf(inputs.before))) return [];
    return [{ path, kind: before === undefined ? "add" : "update" }];
  },
};

/** For each input of a config: when two values are equal, and what a change does. */
export const SERVICE_CONFIG_TABLE: TreatmentsFor<ServiceConfigInputs> = {
  data: { compare: content, change: fixedData },
  dataRaw: { compare: content, change: fixedData },
  labels: { compare: unorderedList((each) => each, keyOf("label")), change: "inPlace" },
  name: { compare: scalar(), change: { replace: "Swarm can't rename a config" } },
};

/** Base64, whichever way it is written; UNKNOWN where it isn't known yet. */
export function contentOf({ data, dataRaw }: Props): unknown {
  const written = dataRaw ?? data;
  if (isUnknown(written)) return UNKNOWN;
  if (typeof written !== "string") return undefined;
  return dataRaw === undefined ? canonicalBase64(written) : Buffer.from(written).toString("base64");
}
