import { count, isSeen, READY, statusCondition, type Condition } from "./condition";
import { matchLabels } from "./pod-labels";

/** All replicas are of the last change, available, and those before are gone. */
export const deployment: Condition = {
  podLabels: matchLabels,
  progress(object) {
    const wanted = Number(object.spec?.["replicas"] ?? 1);
    const available = count(object, "availableReplicas");
    const updated = count(object, "updatedReplicas");
    // The status doesn't say which of them are available: those of before, as long as there are as many.
    const ready = Math.max(0, available - (count(object, "replicas") - updated));
    const state = `${Math.min(ready, updated)} of ${wanted} replicas ready`;
    if (!isSeen(object)) return { ready: false, state: "its controller hasn't seen it yet" };
    const late = statusCondition(object, "Progressing", "False");
    const refused = statusCondition(object, "ReplicaFailure");
    if (late !== undefined)
      return { ready: false, state, failed: refused?.message ?? late.message, mayBeOld: true };
    const complete =
      updated >= wanted && available >= wanted && count(object, "replicas") <= wanted;
    if (complete) return READY;
    return { ready: false, state: refused === undefined ? state : `${state}: ${refused.message}` };
  },
};
