import { READY, type Condition } from "./condition";

/** One that is to hold a service account's token is filled by a controller. */
export const secret: Condition = {
  progress: ({ type, data }) =>
    type !== "kubernetes.io/service-account-token" || data !== undefined
      ? READY
      : { ready: false, state: "it has no token yet" },
};
