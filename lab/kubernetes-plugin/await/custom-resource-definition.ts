import { READY, statusCondition, type Condition } from "./condition";

/** The API server takes objects of it. */
export const customResourceDefinition: Condition = {
  progress(object) {
    if (statusCondition(object, "Established") !== undefined) return READY;
    const taken = statusCondition(object, "NamesAccepted", "False");
    const state = "it is not established yet";
    return taken === undefined
      ? { ready: false, state }
      : { ready: false, state, failed: taken.message };
  },
};
