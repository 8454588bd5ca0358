import { isUnknown } from "../../../runtime/resource";
import { listOf, text, type RulesFor } from "../../../runtime/check/rule";
import { labelRule } from "../container/container-checks";
import { base64Content, canonicalBase64, sizeProblem } from "./base64-content";
import { SECRET_TABLE, type SecretInputs } from "./secret-table";
import { swarmFile } from "./swarm-file";
import { fileName } from "./swarm-names";

const LARGEST = 500 * 1024 - 1;

const RULES: RulesFor<SecretInputs> = {
  data: text(base64Content),
  labels: listOf(labelRule),
  name: text(fileName),
};

/** `docker.Secret`. */
export const secret = swarmFile({
  kind: "secrets",
  word: "secret",
  secretInputs: ["data"],
  rules: RULES,
  table: SECRET_TABLE,
  crossChecks({ data }) {
    if (isUnknown(data)) return [];
    const reason = data === undefined ? "is required" : sizeProblem(data as string, LARGEST);
    return reason === undefined ? [] : [{ property: "data", reason }];
  },
  content: ({ data }) => canonicalBase64(data as string),
  contentInputs: (_, old) => (old?.["data"] === undefined ? {} : { data: old["data"] }),
});
