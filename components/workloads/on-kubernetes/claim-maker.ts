import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { Target } from "./on-kubernetes";
import { claimSpec } from "./shared-volumes";

/** A volume that several workloads may use. */
export interface ClaimArgs {
  /** The claim's name in the cluster. */
  name: pulumi.Input<string>;
  /** Whether pods on several nodes write to it at once. */
  shared: boolean;
}

/** What makes claims with the size and class that a cluster's `volumes` say. */
export type ClaimMaker = (
  name: string,
  args: ClaimArgs,
  opts: pulumi.CustomResourceOptions,
) => PersistentVolumeClaim;

export function claimMaker(target: Target): ClaimMaker {
  return (name, args, opts) =>
    new PersistentVolumeClaim(
      name,
      {
        metadata: { name: args.name },
        spec: claimSpec(target, args.shared ? "ReadWriteMany" : "ReadWriteOnce"),
      },
      { ...opts, provider: target.provider },
    );
}
