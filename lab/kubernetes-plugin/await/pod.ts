import { READY, statusCondition, word, type Condition } from "./condition";

/** It is ready, or has done its work. */
export const pod: Condition = {
  podLabels: ({ metadata }) => metadata.labels,
  progress(object) {
    const phase = word(object, "phase") ?? "Pending";
    if (phase === "Succeeded" || statusCondition(object, "Ready") !== undefined) return READY;
    const state = `it is ${phase}`;
    return phase === "Failed"
      ? { ready: false, state, failed: `it failed: ${word(object, "reason") ?? ""}` }
      : { ready: false, state };
  },
};
