import { count, isSeen, READY, type Condition } from "./condition";
import { matchLabels } from "./pod-labels";

/** All replicas, but those that a partition holds back, are of the last change and ready. */
export const statefulSet: Condition = {
  podLabels: matchLabels,
  progress(object) {
    const { spec, status } = object;
    const wanted = Number(spec?.["replicas"] ?? 1);
    const strategy = spec?.["updateStrategy"] as Strategy | undefined;
    const held = strategy?.rollingUpdate?.partition ?? 0;
    const state = `${count(object, "readyReplicas")} of ${wanted} replicas ready`;
    if (!isSeen(object)) return { ready: false, state: "its controller hasn't seen it yet" };
    const updated =
      strategy?.type === "OnDelete" ||
      status?.["currentRevision"] === status?.["updateRevision"] ||
      count(object, "updatedReplicas") >= wanted - held;
    const ready = count(object, "readyReplicas") >= wanted && count(object, "replicas") <= wanted;
    return updated && ready ? READY : { ready: false, state };
  },
};

interface Strategy {
  type?: string;
  rollingUpdate?: { partition?: number };
}
