import { count, isSeen, READY, type Condition } from "./condition";
import { matchLabels } from "./pod-labels";

/** On each node that it belongs on, the pod is of the last change and available. */
export const daemonSet: Condition = {
  podLabels: matchLabels,
  progress(object) {
    if (!isSeen(object)) return { ready: false, state: "its controller hasn't seen it yet" };
    const wanted = count(object, "desiredNumberScheduled");
    const updated = count(object, "updatedNumberScheduled");
    const available = count(object, "numberAvailable");
    if (updated >= wanted && available >= wanted) return READY;
    return { ready: false, state: `${Math.min(updated, available)} of ${wanted} nodes ready` };
  },
};
