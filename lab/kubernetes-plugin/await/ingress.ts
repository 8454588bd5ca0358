import { READY, type Condition } from "./condition";
import { hasAddress } from "./service";

/** A controller has taken it up and told its address. */
export const ingress: Condition = {
  progress: (object) =>
    hasAddress(object) ? READY : { ready: false, state: "no ingress controller has taken it up" },
};
