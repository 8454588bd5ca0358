import { isUnknown } from "../../../runtime/resource";
import { listOf, text, type RulesFor } from "../../../runtime/check/rule";
import { labelRule } from "../container/container-checks";
import { base64Content, sizeProblem } from "./base64-content";
import { contentOf, SERVICE_CONFIG_TABLE, type ServiceConfigInputs } from "./service-config-table";
import { swarmFile } from "./swarm-file";
import { fileName } from "./swarm-names";

const LARGEST = 1000 * 1024 - 1;

const RULES: RulesFor<ServiceConfigInputs> = {
  data: text(base64Content),
  dataRaw: text(),
  labels: listOf(labelRule),
  name: text(fileName),
};

/** `docker.ServiceConfig`. */
export const serviceConfig = swarmFile({
  kind: "configs",
  word: "config",
  rules: RULES,
  table: SERVICE_CONFIG_TABLE,
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
