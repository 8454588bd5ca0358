import type * as docker from "@pulumi/docker";
import type { DeploymentArgs, StatefulSetArgs } from "@pulumi/kubernetes/apps/v1";
import type { HorizontalPodAutoscalerArgs } from "@pulumi/kubernetes/autoscaling/v2";
import type { JobArgs } from "@pulumi/kubernetes/batch/v1";
import type { ServiceArgs } from "@pulumi/kubernetes/core/v1";
import type { NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { FileSpec, VolumeSpec, WorkloadSpec } from "../../model/workload";
import type { DockerHost } from "../hosts/docker-host";
import type { Hosts } from "../hosts/host-group";
import type { Image } from "../images/image";
import type { Inputs } from "../inputs";
import type { Clusters } from "../kubernetes/cluster-group";
import type { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import type { PrivateNetwork } from "../networks/private-network";
import type { SwarmCluster } from "../swarm/swarm-cluster";
import type { SwarmPlacement } from "../swarm/swarm-placement";
import type { Transform } from "../transform";

/** What decides which children exist, in which order they change, and what they can be used for. */
export const PLAIN_PROPERTIES = [
  "ports",
  "volumes",
  "health",
  "replicas",
  "autoscale",
  "spread",
  "rollout",
] as const;
type PlainProperty = (typeof PLAIN_PROPERTIES)[number];

/** Properties whose keys or items may come later as a whole, from another stack for example. */
type Whole<K> = K extends "env" | "secretEnv"
  ? pulumi.Input<Record<string, pulumi.Input<string>>>
  : K extends "command" | "entrypoint"
    ? pulumi.Input<pulumi.Input<string>[]>
    : never;

/** {@link WorkloadSpec} with Pulumi inputs for everything but what must be known before `up`. */
type WorkloadInputs = {
  [
    K in keyof WorkloadSpec as K extends "image" | "volumes" | "files" ? never : K
  ]: K extends PlainProperty
    ? WorkloadSpec[K]
    : [Whole<K>] extends [never]
      ? Inputs<Exclude<WorkloadSpec[K], undefined>>
      : Whole<K>;
};

export type VolumeArgs = Omit<VolumeSpec, "existing"> & {
  /** Name of a volume that something else makes. */
  existing?: pulumi.Input<string>;
};

export type FileArgs = Omit<FileSpec, "content"> & {
  /** The file's text. */
  content: pulumi.Input<string>;
};

export interface WorkloadArgs extends WorkloadInputs {
  /**
   * Where it runs: a host, a group of them and what `where` selects of it, a swarm and what `place` says of it, or a
   * Kubernetes cluster or a group of these. A change moves it there.
   */
  on: DockerHost | Hosts | SwarmCluster | SwarmPlacement | KubernetesCluster | Clusters;
  /** What to run: an `Image`, or `repository:tag` or `repository@sha256:…` of one. A change replaces. */
  image: Image | pulumi.Input<string>;
  /** What is mounted. Plain values, but `existing`. Defaults to nothing. A change replaces; data stays. */
  volumes?: VolumeArgs[];
  /**
   * Files put into each container before it starts. Plain but for `content`. Defaults to none. A change does what the
   * file's `onChange` says.
   */
  files?: FileArgs[];
  /**
   * Private networks it joins, where it is found by the workload's name and each replica by its container's.
   * Defaults to none: the engine's default bridge, on which nothing is found by name. A change updates in place.
   */
  networks?: (PrivateNetwork | docker.Network | pulumi.Input<string>)[];
  /**
   * Protects the volumes it makes: Pulumi refuses to delete or replace them, and taken out of the program they
   * stay on the host. With false, removing the workload (or a replica) deletes their data. Replacing a
   * container never does. Defaults to true.
   */
  keepVolumes?: boolean;
  /** The last word on the children, for what has no argument here. */
  transforms?: {
    container?: Transform<docker.ContainerArgs>;
    volume?: Transform<docker.VolumeArgs>;
    deployment?: Transform<DeploymentArgs>;
    statefulSet?: Transform<StatefulSetArgs>;
    job?: Transform<JobArgs>;
    autoscaler?: Transform<HorizontalPodAutoscalerArgs>;
    service?: Transform<ServiceArgs>;
    networkPolicy?: Transform<NetworkPolicyArgs>;
    swarmService?: Transform<docker.ServiceArgs>;
  };
}
