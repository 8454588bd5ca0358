import { defaults } from "../../../model/defaults";
import { isJob } from "../../../model/engines/kubernetes-jobs";
import type { CheckedArgs } from "../check-args";

type Counted = Pick<CheckedArgs, "replicas" | "autoscale">;

/** So many there are at least. */
export function fewestReplicas({ replicas, autoscale }: Counted): number {
  return autoscale === undefined ? (replicas ?? defaults.replicas) : (autoscale.minReplicas ?? 1);
}

/** So many there are at most. */
export function mostReplicas({ replicas, autoscale }: Counted): number {
  return autoscale?.maxReplicas ?? replicas ?? defaults.replicas;
}

/** Whether its replicas serve side by side, so that it matters where they are and when they go. */
export function isService({ restart }: Pick<CheckedArgs, "restart">): boolean {
  return !isJob({ restart });
}
