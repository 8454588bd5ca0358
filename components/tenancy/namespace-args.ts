import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import type { Transform } from "../transform";

/** What all pods of a namespace may have together. A change updates in place. */
export interface QuotaArgs {
  /** CPUs. Defaults to no limit. */
  cpus?: pulumi.Input<number>;
  /** Memory in MiB. Defaults to no limit. */
  memoryMib?: pulumi.Input<number>;
  /** Pods. Defaults to no limit. */
  pods?: pulumi.Input<number>;
  /** Storage of all claims in MiB. Defaults to no limit. */
  storageMib?: pulumi.Input<number>;
  /** Services that take a load balancer or a port of each node, which others see and somebody pays for. Defaults to 0. */
  exposedServices?: pulumi.Input<number>;
}

/** What a container has that doesn't say it itself. A change counts for new pods. */
export interface ContainerDefaultsArgs {
  /** CPUs it may use at most. Defaults to 0.5. */
  cpus?: pulumi.Input<number>;
  /** Memory in MiB it may use at most. Defaults to 256. */
  memoryMib?: pulumi.Input<number>;
}

/** Arguments of {@link Namespace}. */
export interface NamespaceArgs {
  /** The cluster that it is on. A change moves it there, without what is in it. */
  on: KubernetesCluster;
  /** Its name on the cluster. Plain. Defaults to the component's. A change makes another one and deletes this one. */
  name?: string;
  /** Further labels. Defaults to none. Updates in place. */
  labels?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * What pods may ask of their node, by the levels of Pod Security. Defaults to `restricted`: not root, no privileges, no
   * part of the host. What `Workload` makes fits it. Updates in place; pods that are there stay.
   */
  podSecurity?: "restricted" | "baseline" | "privileged";
  /** What all its pods may have together. Defaults to no limits, but no exposed services. */
  quota?: QuotaArgs;
  /** What a container has that doesn't say it itself. */
  containerDefaults?: ContainerDefaultsArgs;
  /**
   * Where pods may connect to: `closed` leaves DNS and the pods of the same namespace. Defaults to `open`. Nobody may
   * connect to them but where a policy says so, such as each workload's own. Updates in place.
   */
  egress?: "open" | "closed";
  /**
   * Protects it: Pulumi refuses to delete it, and so all that is in it. Defaults to true.
   */
  keep?: boolean;
  /** The last word on the children, for what has no argument here. */
  transforms?: {
    namespace?: Transform<{ metadata: pulumi.Input<types.input.meta.v1.ObjectMeta> }>;
  };
}
