import type { KubernetesClusterArgs as OfficialArgs } from "@pulumi/digitalocean/kubernetesCluster";
import type { KubernetesNodePoolArgs } from "@pulumi/digitalocean/kubernetesNodePool";
import { joinPath, show, type Mistake } from "../../model/mistakes";
import type { KubernetesClusterArgs } from "../kubernetes/kubernetes-cluster";
import type { Transform } from "../transform";
import type { Network } from "./network";

/** Machines of one kind. Plain values. */
export interface NodePoolSpec {
  /** Such as `s-2vcpu-4gb`. Replaces the pool; in the first one, the whole cluster. */
  size: string;
  /** How many, 1 or more; or between how many DigitalOcean's autoscaler chooses by what pods ask for. In place. */
  nodes: number | { least: number; most: number };
  /** Labels of its nodes. Defaults to none. In place. */
  labels?: Readonly<Record<string, string>>;
}

export interface ManagedKubernetesArgs {
  /** Whose private network of the region it is in. Its firewall is not the nodes': DigitalOcean has one for them. Replaces. */
  network: Network;
  /** Defaults to the network's first. Replaces. */
  region?: string;
  /**
   * Such as `1.33`, which is the newest release of that at each `pulumi up`, or one release, such as `1.33.0-do.1`. A plain value.
   * Upgrades in place; an older one replaces.
   */
  version: string;
  /** By their names; at least one. The first stands in the cluster and can't be taken away. Adds and takes. */
  pools: Readonly<Record<string, NodePoolSpec>>;
  /** DigitalOcean upgrades patch releases by itself; `version` then counts when it is made. Defaults to false. In place. */
  autoUpgrade?: boolean;
  /** Makes new nodes before old ones go, in an upgrade. Defaults to true. In place. */
  surgeUpgrade?: boolean;
  /** Several machines for the control plane. Defaults to false. In place, and never back. */
  highlyAvailable?: boolean;
  /**
   * Load balancers, volumes and snapshots that workloads have at DigitalOcean stay when the cluster is deleted. With false they go with
   * it, and the data is lost. Defaults to true. In place.
   */
  keepVolumes?: boolean;
  /** For how long the kubeconfig is good; a refresh takes a new one once it isn't. Defaults to DigitalOcean's 7 days. In place. */
  kubeconfigSeconds?: number;
  /** Seconds until its nodes have to be ready. Defaults to 900. In place. */
  readySeconds?: number;
  /** As of a `KubernetesCluster`. */
  namespace?: KubernetesClusterArgs["namespace"];
  /** As of a `KubernetesCluster`. */
  requireDigests?: boolean;
  /** As of a `KubernetesCluster`. */
  volumes?: KubernetesClusterArgs["volumes"];
  /** The last word on the children. */
  transforms?: {
    cluster?: Transform<OfficialArgs>;
    pool?: Transform<KubernetesNodePoolArgs>;
    provider?: NonNullable<KubernetesClusterArgs["transforms"]>["provider"];
  };
}

/** How many nodes a pool has at least. */
export function leastNodes({ nodes }: NodePoolSpec): number {
  return typeof nodes === "number" ? nodes : nodes.least;
}

/** All mistakes that can be seen without asking DigitalOcean. */
export function managedKubernetesMistakes(args: ManagedKubernetesArgs): Mistake[] {
  const { network, region, version, pools, kubeconfigSeconds, readySeconds } = args;
  const mistakes: Mistake[] = [];
  const elsewhere = region === undefined ? undefined : network.regionMistake(region);
  if (elsewhere !== undefined) mistakes.push({ path: "region", problem: elsewhere });
  if (!/^\d+\.\d+(\.\d+(-do\.\d+)?)?$/.test(version))
    mistakes.push({
      path: "version",
      problem: `expected a version such as 1.33 or 1.33.0-do.1, got ${show(version)}`,
    });
  if (Object.keys(pools).length === 0)
    mistakes.push({ path: "pools", problem: "expected at least one pool, got none" });
  for (const [name, spec] of Object.entries(pools))
    mistakes.push(...poolMistakes(joinPath("pools", name), name, spec));
  for (const [path, seconds, most] of [
    ["kubeconfigSeconds", kubeconfigSeconds, Infinity],
    ["readySeconds", readySeconds, 3600],
  ] as const)
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= most))
      mistakes.push({
        path,
        problem: `expected a whole number of 1 or more${most === Infinity ? "" : `, ${most} at most`}, got ${show(seconds)}`,
      });
  return mistakes;
}

function poolMistakes(path: string, name: string, { size, nodes }: NodePoolSpec): Mistake[] {
  const mistakes: Mistake[] = [];
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    mistakes.push({
      path,
      problem: `expected small letters, digits and dashes, got ${show(name)}`,
    });
  if (typeof size !== "string" || size === "")
    mistakes.push({ path: joinPath(path, "size"), problem: `expected a size, got ${show(size)}` });
  const counts =
    typeof nodes === "object"
      ? { "nodes.least": nodes.least, "nodes.most": nodes.most }
      : { nodes };
  for (const [key, count] of Object.entries(counts))
    if (!(Number.isInteger(count) && count >= 1))
      mistakes.push({
        path: `${path}.${key}`,
        problem: `expected a whole number of 1 or more, got ${show(count)}`,
      });
  if (typeof nodes === "object" && nodes.least > nodes.most)
    mistakes.push({
      path: `${path}.nodes`,
      problem: `expected no more at least than at most, got ${nodes.least} and ${nodes.most}`,
    });
  return mistakes;
}
