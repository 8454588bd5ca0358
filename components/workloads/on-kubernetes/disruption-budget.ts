import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";
import { fewestReplicas, isService } from "./replica-bounds";

/** Nodes are drained one replica at a time. A single replica has none: it would keep its node from being drained at all. */
export function createDisruptionBudget({ name, args, childOpts }: Site): void {
  if (fewestReplicas(args) < 2 || !isService(args)) return;
  const labels = labelsOf(name);
  new PodDisruptionBudget(
    `${name}-disruption-budget`,
    { metadata: { name, labels }, spec: { maxUnavailable: 1, selector: { matchLabels: labels } } },
    childOpts(),
  );
}
