import type * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../components/workloads/workload";
import type { WorkloadArgs } from "../components/workloads/workload-args";

/** Where the program's workloads run, and how they are reached. */
export interface Place {
  /** What each workload is given of it. */
  readonly workload: Pick<WorkloadArgs, "on" | "image" | "networks" | "rollout">;
  /** Whether replicas can have a volume together: on one host those of the same host do. */
  readonly volumeAccess: "shared" | "exclusive";
  /** Sends requests to it, whatever their host and path. */
  expose(workload: Workload): Exposed;
}

export interface Exposed {
  /** Where it answers. */
  url: pulumi.Output<string>;
  /** What else is worth telling. */
  outputs: Record<string, pulumi.Input<unknown>>;
}
