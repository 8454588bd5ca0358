import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { isUnknown, UNKNOWN, type Props } from "../../../runtime/resource";
import { listOf, text, type RulesFor } from "../../../runtime/check/rule";
import { scalar, unorderedList, type Comparison } from "../../diff/comparison";
import type { TreatmentsFor } from "../../diff/treatment";
import { keyOf } from "../container/canonical";
import { labelRule } from "../container/container-checks";
import { base64Content, canonicalBase64, sizeProblem } from "./base64-content";
import { swarmFile } from "./swarm-file";
import { fileName } from "./swarm-names";

type ServiceConfigInputs = pulumi.Unwrap<docker.ServiceConfigArgs>;

const LARGEST = 1000 * 1024 - 1;

const RULES: RulesFor<ServiceConfigInputs> = {
  data: text(base64Content),
  dataRaw: text(),
  labels: listOf(labelRule),
  name: text(fileName),
};

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

const TABLE: TreatmentsFor<ServiceConfigInputs> = {
  data: { compare: content, change: fixedData },
  dataRaw: { compare: content, change: fixedData },
  labels: { compare: unorderedList((each) => each, keyOf("label")), change: "inPlace" },
  name: { compare: scalar(), change: { replace: "Swarm can't rename a config" } },
};

/** `docker.ServiceConfig`. */
export const serviceConfig = swarmFile({
  kind: "configs",
  word: "config",
  rules: RULES,
  table: TABLE,
  crossChecks(inputs) {
    const given = ["data", "dataRaw"].filter((name) => inputs[name] !== undefined);
    if (given.length !== 1) {
      const reason = `expected exactly one of data and dataRaw, got ${given.length === 0 ? "none" : "both"}`;
      return [{ property: "data", reason }];
    }
    const value = contentOf(inputs);
    const reason = isUnknown(value) ? undefined : sizeProblem(String(value), LARGEST);
    return reason === undefined ? [] : [{ property: given[0]!, reason }];
  },
  content: (inputs) => String(contentOf(inputs)),
  contentInputs(found, old) {
    const data = found.Spec.Data ?? "";
    if (old !== undefined && contentOf(old) === data)
      return old["dataRaw"] === undefined ? { data: old["data"] } : { dataRaw: old["dataRaw"] };
    return { data };
  },
});

/** Base64, whichever way it is written; UNKNOWN where it isn't known yet. */
function contentOf({ data, dataRaw }: Props): unknown {
  const written = dataRaw ?? data;
  if (isUnknown(written)) return UNKNOWN;
  if (typeof written !== "string") return undefined;
  return dataRaw === undefined ? canonicalBase64(written) : Buffer.from(written).toString("base64");
}
