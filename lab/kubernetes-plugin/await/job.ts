import { count, READY, statusCondition, type Condition } from "./condition";
import { matchLabels } from "./pod-labels";

/** It has completed. */
export const job: Condition = {
  podLabels: matchLabels,
  progress(object) {
    if (statusCondition(object, "Complete") !== undefined) return READY;
    if (object.spec?.["suspend"] === true) return READY;
    const wanted = Number(object.spec?.["completions"] ?? 1);
    const state = `${count(object, "succeeded")} of ${wanted} pods completed`;
    const failed = statusCondition(object, "Failed");
    if (failed === undefined) return { ready: false, state };
    return { ready: false, state, failed: `it failed: ${failed.message || failed.reason}` };
  },
};
