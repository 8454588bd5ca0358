import type { CheckCall, Props } from "../../../plugins/runtime/resource";
import type { ObjectMeta } from "../kube-object";

const AUTONAMED = "pulumi.com/autonamed";
/** Names of most kinds may be that long at most; the rest is for what Kubernetes appends to them. */
const MAX_NAME = 63;

/** The inputs with a name: the user's own, that of before, or one made up. */
export function named(call: CheckCall): Props {
  const metadata = (call.inputs["metadata"] ?? {}) as ObjectMeta;
  if (metadata.name !== undefined || metadata.generateName !== undefined) return call.inputs;
  const before = call.oldInputs !== undefined && isAutonamed(call.oldInputs);
  const name = before
    ? (call.oldInputs?.["metadata"] as ObjectMeta).name
    : call.autoname("metadata.name", { maxLength: MAX_NAME });
  const annotations = { ...metadata.annotations, [AUTONAMED]: "true" };
  return { ...call.inputs, metadata: { ...metadata, name, annotations } };
}

export function isAutonamed(inputs: Props): boolean {
  const metadata = (inputs["metadata"] ?? {}) as ObjectMeta;
  return metadata.annotations?.[AUTONAMED] === "true";
}
