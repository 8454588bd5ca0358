import * as pulumi from "@pulumi/pulumi";
import { planWaves, wavesMistakes, type WavesSpec } from "../../model/cluster-waves";
import { matches, selectorMistakes, type HostTraits, type Selector } from "../../model/targeting";
import { refuse } from "../mistakes";
import { onClusters } from "../workloads/on-clusters/on-clusters";
import type { BringsEngine, Engine } from "../workloads/placement";
import { KubernetesCluster, type KubernetesClusterArgs } from "./kubernetes-cluster";

/** One cluster of a group, and what is known of it before `up`. */
export interface GroupedClusterArgs extends KubernetesClusterArgs {
  /** What it is for. Plain. Defaults to none. */
  roles?: readonly string[];
  /** Plain. Defaults to none. */
  labels?: Readonly<Record<string, string>>;
  /** Plain. Defaults to none. */
  environment?: string;
  /** Plain. Defaults to none. */
  region?: string;
}

/** Arguments of {@link ClusterGroup}. */
export interface ClusterGroupArgs {
  /** The clusters by name, which `where` knows them by. Plain names and traits. Those that come are filled, those that go are emptied. */
  clusters: Readonly<Record<string, GroupedClusterArgs>>;
  /** In which order what is on them changes. Plain. Defaults to all at once. */
  waves?: WavesSpec;
}

/** A cluster of a group, with its traits. */
export interface GroupedCluster {
  readonly name: string;
  readonly traits: HostTraits;
  readonly cluster: KubernetesCluster;
}

/** Clusters, of which something can be said before `up`. */
export interface Clusters extends BringsEngine {
  readonly clusters: readonly GroupedCluster[];
  /** Wave by wave: each waits until the one before it is ready, and isn't begun where that fails. */
  readonly waves: readonly (readonly GroupedCluster[])[];
  /** Those of them that are meant; may be none. */
  where(selector: Selector): Clusters;
}

/** Kubernetes clusters that belong together; what is placed on them is on each, and changes wave by wave. */
export class ClusterGroup extends pulumi.ComponentResource implements Clusters {
  /** The name it was given in the program. */
  readonly name: string;
  /** In the order they were given. */
  readonly clusters: readonly GroupedCluster[];
  private readonly order: WavesSpec | undefined;

  constructor(name: string, args: ClusterGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:kubernetes:ClusterGroup", name, {}, opts);
    this.name = name;
    this.order = args.waves;
    refuse(wavesMistakes(args.waves), this);
    this.clusters = Object.entries(args.clusters).map(([cluster, given]) => {
      const { roles = [], labels = {}, environment, region, ...own } = given;
      return {
        name: cluster,
        traits: {
          name: cluster,
          roles,
          labels,
          ...(environment !== undefined && { environment }),
          ...(region !== undefined && { region }),
        },
        cluster: new KubernetesCluster(cluster, own, { parent: this }),
      };
    });
    this.registerOutputs({
      name,
      clusters: this.clusters.map((each) => each.name),
      // By these the command line knows them.
      traits: this.clusters.map(({ traits }) => ({ ...traits })),
    });
  }

  get waves(): readonly (readonly GroupedCluster[])[] {
    return wavesOf(this.clusters, this.order);
  }

  get engine(): Engine {
    return onClusters(this.waves);
  }

  where(selector: Selector): Clusters {
    refuse(selectorMistakes(selector, "where"), this);
    return selected(this.clusters, selector, this.order);
  }

  /** The resources beneath. */
  get nodes(): { clusters: KubernetesCluster[] } {
    return { clusters: this.clusters.map(({ cluster }) => cluster) };
  }
}

function wavesOf(clusters: readonly GroupedCluster[], order: WavesSpec | undefined) {
  const planned = planWaves(
    clusters.map(({ traits }) => traits),
    order,
  );
  return planned.map((wave) => wave.map((index) => clusters[index]!));
}

function selected(
  clusters: readonly GroupedCluster[],
  selector: Selector,
  order: WavesSpec | undefined,
): Clusters {
  const fitting = clusters.filter(({ traits }) => matches(traits, selector));
  const waves = wavesOf(fitting, order);
  return {
    clusters: fitting,
    waves,
    engine: onClusters(waves),
    where: (further) => selected(fitting, further, order),
  };
}
