import type * as docker from "@pulumi/docker";
import type { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import type { Workload } from "../workloads/workload";

/** The resources beneath an app. */
export interface ComposeNodes {
  /** On a host, by service. */
  containers: Record<string, docker.Container[]>;
  /** On a Swarm, by service. */
  services: Record<string, docker.Service>;
  networks: docker.Network[];
  /** On a host. A Swarm's nodes make volumes themselves. */
  volumes: docker.Volume[];
  /** On a host. A Swarm's nodes pull by themselves. */
  images: docker.RemoteImage[];
  /** Of a Swarm. */
  secrets: docker.Secret[];
  configs: docker.ServiceConfig[];
  /** On a Kubernetes cluster, by service. */
  workloads: Record<string, Workload>;
  /** On a Kubernetes cluster, by volume. */
  claims: Record<string, PersistentVolumeClaim>;
}
