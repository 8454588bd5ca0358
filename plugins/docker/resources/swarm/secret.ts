import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { isUnknown } from "../../../runtime/resource";
import { listOf, text, type RulesFor } from "../../../runtime/check/rule";
import { scalar, unorderedList, type Comparison } from "../../diff/comparison";
import type { TreatmentsFor } from "../../diff/treatment";
import { keyOf, known } from "../container/canonical";
import { labelRule } from "../container/container-checks";
import { base64Content, canonicalBase64, sizeProblem } from "./base64-content";
import { swarmFile } from "./swarm-file";
import { fileName } from "./swarm-names";

type SecretInputs = pulumi.Unwrap<docker.SecretArgs>;

const LARGEST = 500 * 1024 - 1;

const RULES: RulesFor<SecretInputs> = {
  data: text(base64Content),
  labels: listOf(labelRule),
  name: text(fileName),
};

const content = scalar(known(canonicalBase64));
/** Swarm never tells a secret: one that was imported is taken to be what the program says. */
const data: Comparison = {
  ...content,
  differences: (path, before, after, inputs) =>
    before === undefined ? [] : content.differences(path, before, after, inputs),
};

const TABLE: TreatmentsFor<SecretInputs> = {
  data: {
    compare: data,
    change: { replace: "Swarm can't change the data of an existing secret" },
  },
  labels: { compare: unorderedList((each) => each, keyOf("label")), change: "inPlace" },
  name: { compare: scalar(), change: { replace: "Swarm can't rename a secret" } },
};

/** `docker.Secret`. */
export const secret = swarmFile({
  kind: "secrets",
  word: "secret",
  secretInputs: ["data"],
  rules: RULES,
  table: TABLE,
  crossChecks({ data }) {
    if (isUnknown(data)) return [];
    const reason = data === undefined ? "is required" : sizeProblem(data as string, LARGEST);
    return reason === undefined ? [] : [{ property: "data", reason }];
  },
  content: ({ data }) => canonicalBase64(data as string),
  contentInputs: (_, old) => (old?.["data"] === undefined ? {} : { data: old["data"] }),
});
