import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";

import { Progress } from "../../toolchain/progress";
import { LabCluster } from "../kubernetes/lab-cluster";
import { labVolume, VOLUMES } from "../kubernetes/lab-storage";
import { now } from "./actions";
import { keepBalancers } from "./cluster-balancers";
import { ApiError, notFound, unprocessable } from "./http/answer";
import type { Vpc } from "./network/vpcs";
import type { World } from "./world";

/** The newest first. DigitalOcean's own releases of the one Kubernetes that the lab has. */
export const VERSIONS = ["1.33.0-do.1", "1.33.0-do.0"];
const MOST_NODES = 10;

export interface PoolSpec {
  name: string;
  size: string;
  count: number;
  tags: string[];
  labels: Record<string, string>;
  autoScale: boolean;
  minNodes: number;
  maxNodes: number;
}

export interface NodePool extends PoolSpec {
  readonly id: string;
  nodes: { id: string; name: string; createdAt: string }[];
}

export interface Cluster {
  readonly id: string;
  name: string;
  readonly region: string;
  version: string;
  readonly vpc: Vpc;
  tags: string[];
  autoUpgrade: boolean;
  surgeUpgrade: boolean;
  ha: boolean;
  readonly pools: NodePool[];
  state: "provisioning" | "running" | "upgrading" | "error" | "deleting";
  readonly createdAt: string;
  updatedAt: string;
  lab: LabCluster | undefined;
}

/** The account's Kubernetes clusters: real ones on this machine, whose nodes run nothing. */
export class Clusters {
  private readonly clusters = new Map<string, Cluster>();

  constructor(private readonly world: World) {}

  all(): Cluster[] {
    return [...this.clusters.values()];
  }

  get(id: string): Cluster {
    const cluster = this.clusters.get(id);
    if (cluster === undefined) throw notFound();
    return cluster;
  }

  pool(cluster: Cluster, id: string): NodePool {
    const pool = cluster.pools.find((each) => each.id === id);
    if (pool === undefined) throw notFound();
    return pool;
  }

  create(
    wanted: Pick<
      Cluster,
      "name" | "region" | "version" | "vpc" | "tags" | "autoUpgrade" | "surgeUpgrade" | "ha"
    >,
    pools: readonly PoolSpec[],
  ): Cluster {
    if (this.all().some(({ name }) => name === wanted.name))
      throw unprocessable("a cluster with this name already exists");
    const time = now();
    const cluster: Cluster = {
      ...wanted,
      ...{ id: randomUUID(), pools: [], state: "provisioning", lab: undefined },
      ...{ createdAt: time, updatedAt: time },
    };
    this.clusters.set(cluster.id, cluster);
    const subject = { resourceId: null, resourceType: "kubernetes_cluster", region: wanted.region };
    this.world.actions.begin(
      { ...subject, type: "create" },
      () => this.start(cluster, pools),
      (status) => (cluster.state = status === "completed" ? "running" : "error"),
    );
    return cluster;
  }

  /** Only what it is called changes: there is one Kubernetes here. */
  upgrade(cluster: Cluster, version: string): void {
    cluster.state = "upgrading";
    const subject = { resourceId: null, resourceType: "kubernetes_cluster" };
    this.world.actions.begin(
      { ...subject, type: "upgrade", region: cluster.region },
      () => void (cluster.version = version),
      () => (cluster.state = "running"),
    );
  }

  async delete(cluster: Cluster): Promise<void> {
    this.clusters.delete(cluster.id);
    cluster.state = "deleting";
    await cluster.lab?.remove();
  }

  async addPool(cluster: Cluster, spec: PoolSpec): Promise<NodePool> {
    if (cluster.pools.some(({ name }) => name === spec.name))
      throw unprocessable("node pool names must be unique");
    const pool: NodePool = { ...spec, id: randomUUID(), nodes: [] };
    cluster.pools.push(pool);
    await this.scale(cluster, pool);
    return pool;
  }

  async removePool(cluster: Cluster, pool: NodePool): Promise<void> {
    if (cluster.pools.length === 1)
      throw new ApiError(412, "precondition_failed", "a cluster needs at least one node pool");
    pool.count = 0;
    await this.scale(cluster, pool);
    cluster.pools.splice(cluster.pools.indexOf(pool), 1);
  }

  /** Makes as many nodes as there are to be. */
  async scale(cluster: Cluster, pool: NodePool): Promise<void> {
    const { lab } = cluster;
    if (lab === undefined) throw unprocessable("the cluster is not running yet");
    while (pool.nodes.length < pool.count) {
      const name = `${pool.name}-${randomBytes(3).toString("hex")}`;
      await lab.addNode(name);
      pool.nodes.push({ id: randomUUID(), name, createdAt: now() });
      const labels = { ...pool.labels, "doks.digitalocean.com/node-pool": pool.name };
      const words = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      lab.kubectl("label", "node", name, "--overwrite", ...words);
    }
    for (const { name } of pool.nodes.splice(pool.count)) {
      lab.kubectl("delete", "node", name, "--wait=false");
      await lab.loseNode(name);
    }
    cluster.updatedAt = now();
  }

  private async start(cluster: Cluster, pools: readonly PoolSpec[]): Promise<void> {
    const { dir } = this.world.settings.lab;
    const lab = await LabCluster.start(`do-${cluster.name}`, {
      folder: join(dir, "kubernetes", cluster.id),
      fakeNodes: 0,
      progress: new Progress({ quiet: true }),
    });
    cluster.lab = lab;
    // Deleted while it was made.
    if (!this.clusters.has(cluster.id)) return lab.remove();
    for (const spec of pools) await this.addPool(cluster, spec);
    for (let index = 1; index <= VOLUMES; index++)
      await lab.create("/api/v1/persistentvolumes", labVolume(`volume-${index}`));
    void keepBalancers(this.world, cluster);
  }
}

export function poolSpecOf(wanted: {
  name: string;
  size: string;
  count?: number;
  tags?: string[] | null;
  labels?: Record<string, string> | null;
  auto_scale?: boolean;
  min_nodes?: number;
  max_nodes?: number;
}): PoolSpec {
  const count = wanted.count ?? wanted.min_nodes ?? 1;
  if (count > MOST_NODES)
    throw unprocessable(`count: the lab has at most ${MOST_NODES} nodes a pool`);
  return {
    ...{ name: wanted.name, size: wanted.size, count },
    tags: wanted.tags ?? [],
    labels: wanted.labels ?? {},
    autoScale: wanted.auto_scale ?? false,
    minNodes: wanted.min_nodes ?? 0,
    maxNodes: wanted.max_nodes ?? 0,
  };
}

export function poolObject(pool: NodePool): object {
  const { id, name, size, count, tags, labels, autoScale, minNodes, maxNodes, nodes } = pool;
  return {
    ...{ id, name, size, count, tags, labels, taints: [] },
    ...{ auto_scale: autoScale, min_nodes: minNodes, max_nodes: maxNodes },
    nodes: nodes.map((node) => ({
      ...{ id: node.id, name: node.name, status: { state: "running" }, droplet_id: "0" },
      ...{ created_at: node.createdAt, updated_at: node.createdAt },
    })),
  };
}

export function clusterObject(cluster: Cluster): object {
  const { id, name, region, version, vpc, tags, pools, state, createdAt, updatedAt, lab } = cluster;
  return {
    ...{ id, name, region, version, tags, vpc_uuid: vpc.id },
    ...{ cluster_subnet: "10.244.0.0/16", service_subnet: "10.96.0.0/16" },
    ipv4: lab === undefined ? "" : "127.0.0.1",
    endpoint: lab?.server ?? "",
    node_pools: pools.map(poolObject),
    maintenance_policy: { start_time: "04:00", day: "any", duration: "4h0m0s" },
    auto_upgrade: cluster.autoUpgrade,
    surge_upgrade: cluster.surgeUpgrade,
    ha: cluster.ha,
    registry_enabled: false,
    status: { state, ...(state === "error" && { message: "provisioning failed" }) },
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
