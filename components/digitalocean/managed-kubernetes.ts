import { getKubernetesVersions } from "@pulumi/digitalocean/getKubernetesVersions";
import {
  KubernetesCluster as Official,
  type KubernetesClusterArgs as OfficialArgs,
} from "@pulumi/digitalocean/kubernetesCluster";
import {
  KubernetesNodePool,
  type KubernetesNodePoolArgs,
} from "@pulumi/digitalocean/kubernetesNodePool";
import * as pulumi from "@pulumi/pulumi";
import { monthlyPrice } from "../../model/digitalocean/catalogue";
import { isRelease, newestRelease } from "../../model/digitalocean/kubernetes-version";
import { dollars, PRICES } from "../../model/digitalocean/prices";
import { joinPath } from "../../model/mistakes";
import { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import { refusal, refuse } from "../mistakes";
import { transformed } from "../transform";
import {
  leastNodes,
  managedKubernetesMistakes,
  type ManagedKubernetesArgs,
  type NodePoolSpec,
} from "./managed-kubernetes-args";

export type { ManagedKubernetesArgs, NodePoolSpec } from "./managed-kubernetes-args";

const READY_SECONDS = 900;

/**
 * A Kubernetes cluster that DigitalOcean runs, with pools of nodes in a private network. Workloads go on its `cluster`, and wait until its
 * nodes are ready.
 */
export class ManagedKubernetes extends pulumi.ComponentResource {
  /** What `Workload` and others of Slipway take: `on: managed.cluster`. */
  readonly cluster: KubernetesCluster;
  /** A secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** The release that it was made with, or upgraded to. */
  readonly version: pulumi.Output<string>;
  /** US dollars a month, with as many nodes as there are at least; without what workloads have at DigitalOcean. */
  readonly monthlyCost: pulumi.Output<number>;
  private readonly official: Official;
  private readonly pools: readonly KubernetesNodePool[];

  constructor(name: string, args: ManagedKubernetesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:ManagedKubernetes", name, {}, opts);
    refuse(managedKubernetesMistakes(args), this);
    const { network } = args;
    const region = args.region ?? network.regions[0]!;
    const pools = Object.entries(args.pools);
    network.offer.want(
      pools.map(([pool, { size }]) => ({
        path: joinPath(`${name}.pools`, pool),
        ...{ region, size },
      })),
    );
    this.official = this.makeCluster(name, args, region);
    this.pools = pools.slice(1).map(([pool, spec], index) => {
      const childOpts: pulumi.CustomResourceOptions = { parent: this };
      const childArgs: KubernetesNodePoolArgs = {
        clusterId: this.official.id,
        ...poolArgs(pool, spec),
      };
      return new KubernetesNodePool(
        `${name}-${pool}`,
        transformed(args.transforms?.pool, childArgs, childOpts, index),
        childOpts,
      );
    });
    this.version = this.official.version;
    this.kubeconfig = pulumi.secret(
      this.official.kubeConfigs.apply(([config]) => config?.rawConfig ?? ""),
    );
    this.cluster = this.makeProvider(name, args);
    this.monthlyCost = costOf(args);
    this.registerOutputs({
      ...{ kubeconfig: this.kubeconfig, version: this.version, monthlyCost: this.monthlyCost },
    });
  }

  private makeCluster(name: string, args: ManagedKubernetesArgs, region: string): Official {
    const { network, autoUpgrade = false, keepVolumes = true, kubeconfigSeconds } = args;
    const [[pool, spec]] = Object.entries(args.pools) as [[string, NodePoolSpec]];
    const childArgs: OfficialArgs = {
      region,
      version: network.offer.when(args.version).apply((version) => this.release(version)),
      vpcUuid: network.vpcIn(region),
      nodePool: poolArgs(pool, spec),
      autoUpgrade,
      surgeUpgrade: args.surgeUpgrade ?? true,
      ha: args.highlyAvailable ?? false,
      destroyAllAssociatedResources: !keepVolumes,
      ...(kubeconfigSeconds !== undefined && { kubeconfigExpireSeconds: kubeconfigSeconds }),
    };
    const childOpts: pulumi.CustomResourceOptions = {
      parent: this,
      // DigitalOcean changes it by itself.
      ...(autoUpgrade && { ignoreChanges: ["version"] }),
    };
    return new Official(
      name,
      transformed(args.transforms?.cluster, childArgs, childOpts),
      childOpts,
    );
  }

  private makeProvider(name: string, args: ManagedKubernetesArgs): KubernetesCluster {
    const { namespace, requireDigests, volumes, transforms } = args;
    const nodes = Object.values(args.pools).reduce((sum, pool) => sum + leastNodes(pool), 0);
    return new KubernetesCluster(
      name,
      {
        kubeconfig: this.kubeconfig,
        ready: { readyNodes: nodes, deadlineSeconds: args.readySeconds ?? READY_SECONDS },
        ...(namespace !== undefined && { namespace }),
        ...(requireDigests !== undefined && { requireDigests }),
        ...(volumes !== undefined && { volumes }),
        ...(transforms?.provider !== undefined && {
          transforms: { provider: transforms.provider },
        }),
      },
      { parent: this },
    );
  }

  /** A release that is named is taken as it is: an old one isn't offered any more, and still runs. */
  private async release(version: string): Promise<string> {
    if (isRelease(version)) return version;
    const { validVersions } = await getKubernetesVersions({}, { parent: this });
    const found = newestRelease(validVersions, version);
    if (found !== undefined) return found;
    throw refusal(
      `version: DigitalOcean has no Kubernetes ${version} to be had; there are ${validVersions.join(", ")}`,
      this,
    );
  }

  /** The resources beneath. */
  get nodes(): { cluster: Official; pools: readonly KubernetesNodePool[] } {
    return { cluster: this.official, pools: this.pools };
  }
}

function poolArgs(name: string, { size, nodes, labels }: NodePoolSpec) {
  return {
    ...{ name, size },
    ...(typeof nodes === "number"
      ? { nodeCount: nodes }
      : { autoScale: true, minNodes: nodes.least, maxNodes: nodes.most }),
    ...(labels !== undefined && { labels }),
  };
}

function costOf({ network, pools, highlyAvailable }: ManagedKubernetesArgs): pulumi.Output<number> {
  const controlPlane = highlyAvailable === true ? PRICES.kubernetesHighlyAvailable : 0;
  return network.offer.catalogue.apply((catalogue) =>
    dollars(
      Object.values(pools).reduce(
        (sum, pool) => sum + monthlyPrice(catalogue, pool.size) * leastNodes(pool),
        controlPlane,
      ),
    ),
  );
}
