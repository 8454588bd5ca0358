import type * as docker from "@pulumi/docker";
import type { Deployment, StatefulSet } from "@pulumi/kubernetes/apps/v1";
import type { Job } from "@pulumi/kubernetes/batch/v1";
import type { Service } from "@pulumi/kubernetes/core/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Mistake } from "../../model/mistakes";
import type { WorkloadSpec } from "../../model/workload";
import type { CheckedArgs } from "./check-args";
import type { Endpoint } from "./endpoint";

/** The resources beneath a workload. */
export interface WorkloadNodes {
  containers: docker.Container[];
  volumes: docker.Volume[];
  /** In a swarm. */
  services?: docker.Service[];
  /** In a Kubernetes cluster. */
  kubernetes?: KubernetesNodes;
}

export interface KubernetesNodes {
  /** Of the cluster that it is on. */
  provider: Provider;
  controller: Deployment | StatefulSet | Job;
  /** Undefined where it has no ports. */
  service: Service | undefined;
}

/** A workload where it runs. */
export interface Placement {
  endpoints: pulumi.Output<Endpoint[]>;
  containerNames: pulumi.Output<string[]>;
  volumeNames: pulumi.Output<string[]>;
  nodes: WorkloadNodes;
  /** Why a gateway on a Docker host can't reach it. Defaults to that it can. */
  unreachable?: string;
}

/** What a workload can be placed on, behind `on`. */
export interface Engine {
  /** What of a sound workload it can't do; refused by name before anything is made. What comes later is `LATER`. */
  refusals(known: Record<string, unknown>): Mistake[];
  /** How many containers a workload without mistakes has on it in all. Defaults to its `replicas`. */
  copies?(spec: Pick<WorkloadSpec, "replicas" | "spread">): number;
  /** Makes the workload's children. */
  place(workload: pulumi.Resource, name: string, args: CheckedArgs): Placement;
}

/** Something that brings its engine along, so that a program which doesn't use it loads nothing of it. */
export interface BringsEngine {
  readonly engine: Engine;
}
