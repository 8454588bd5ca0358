import type { KubernetesClusterArgs } from "@pulumi/digitalocean/kubernetesCluster";
import * as pulumi from "@pulumi/pulumi";
import { ClusterBalancer } from "../components/digitalocean/cluster-balancer";
import { ManagedKubernetes } from "../components/digitalocean/managed-kubernetes";
import { Network } from "../components/digitalocean/network";
import type { StackConfig } from "../config/load";
import type { Place } from "./place";

/** A cluster that DigitalOcean runs, with a load balancer of its own before the workload. */
export function kubernetesPlace(config: StackConfig): Place {
  // Checked: an engine "kubernetes" has them.
  const cloud = config.digitalocean!;
  const network = new Network("network", { regions: cloud.regions });
  const managed = new ManagedKubernetes("cluster", {
    network,
    version: cloud.kubernetesVersion!,
    pools: { nodes: { size: cloud.size, nodes: cloud.workers } },
    requireDigests: config.digestsOnly,
    keepVolumes: config.keepVolumes,
    ...(cloud.protect && { transforms: { cluster: protect } }),
  });
  return {
    workload: { on: managed.cluster, image: config.image! },
    // Disks at DigitalOcean are one pod's each.
    volumeAccess: "exclusive",
    expose(workload) {
      const balancer = new ClusterBalancer("web", { on: managed, to: workload });
      return {
        url: pulumi.interpolate`http://${balancer.address}`,
        outputs: {
          kubernetesVersion: managed.version,
          monthlyCostUsd: managed.monthlyCost.apply((cost) => cost + balancer.monthlyCost),
        },
      };
    },
  };
}

/** Against deletion and replacement. */
function protect(
  args: KubernetesClusterArgs,
  opts: pulumi.CustomResourceOptions,
): KubernetesClusterArgs {
  opts.protect = true;
  return args;
}
