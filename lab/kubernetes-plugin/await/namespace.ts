import { READY, type Condition } from "./condition";

export const namespace: Condition = {
  progress: ({ status }) =>
    status?.["phase"] === "Active" ? READY : { ready: false, state: "it is not active yet" },
};
