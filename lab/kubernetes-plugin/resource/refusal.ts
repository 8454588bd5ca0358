import { ApiError } from "../../../plugins/slipway/client/kubernetes/api-error";
import { described, type KubeObject } from "../kube-object";

/** What the API server said, as one sentence for the user. */
export function refusal(error: unknown, object: KubeObject): unknown {
  if (!(error instanceof ApiError)) return error;
  const conflicts = error.causes.filter(({ reason }) => reason === "FieldManagerConflict");
  if (conflicts.length === 0)
    return new Error(`${described(object)}: ${error.message}`, { cause: error });
  const fields = conflicts.map(({ field, message }) => `${field} (${message})`).join(", ");
  return new Error(
    `${described(object)}: Server-Side Apply field conflict detected: ${fields}. ` +
      "Leave these fields out of the program, take them out of the other manager, or set the annotation " +
      'pulumi.com/patchForce: "true" to take them over.',
    { cause: error },
  );
}
