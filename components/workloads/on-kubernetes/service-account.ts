import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";

/** An account of its own, without a token in the pods: what a program doesn't need can't be stolen from it. */
export function createServiceAccount({ name, childOpts }: Site): ServiceAccount {
  return new ServiceAccount(
    `${name}-account`,
    { metadata: { name, labels: labelsOf(name) }, automountServiceAccountToken: false },
    childOpts(),
  );
}
