import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../../plugins/docker/check/text-tests";
import { mapping, scalar } from "../../../../plugins/docker/diff/comparison";
import {
  flag,
  listOf,
  mapOf,
  refused,
  text,
  wholeNumber,
} from "../../../../plugins/runtime/check/rule";
import type { Props } from "../../../../plugins/runtime/resource";
import { tagSet } from "../compare";
import { tagName } from "../tag-name";
import type { ApiPool } from "./api-cluster";

/** The tag that the provider itself puts on the pool that stands in the cluster. */
export const DEFAULT_POOL_TAG = "terraform:default-node-pool";
export const LATE = refused("this stand-in doesn't have it; the official plugin does");

/** What a pool is, whether it stands in the cluster or by itself. */
export type Pool = Omit<pulumi.Unwrap<digitalocean.KubernetesNodePoolArgs>, "clusterId">;

export const poolRules = {
  name: text(is.nonEmpty),
  size: text(is.nonEmpty),
  nodeCount: wholeNumber(0),
  autoScale: flag(),
  minNodes: wholeNumber(0),
  maxNodes: wholeNumber(0),
  labels: mapOf(text()),
  tags: listOf(text(tagName)),
  taints: LATE,
  gpuPartitionMode: LATE,
};

export const poolComparisons = {
  name: scalar(),
  size: scalar(),
  nodeCount: scalar(),
  autoScale: scalar(undefined, false),
  minNodes: scalar(),
  maxNodes: scalar(),
  labels: mapping(),
  tags: tagSet,
};

export function poolRequest(pool: Pool, ownTags: readonly string[] = []) {
  const { name, size, nodeCount, tags = [], labels, autoScale, minNodes, maxNodes } = pool;
  return {
    ...{ name, size, count: nodeCount, labels, tags: [...tags, ...ownTags] },
    ...{ auto_scale: autoScale, min_nodes: minNodes, max_nodes: maxNodes },
  };
}

export function poolState(pool: ApiPool): Props {
  return {
    ...{ name: pool.name, size: pool.size, nodeCount: pool.count },
    ...{ actualNodeCount: pool.nodes.length, autoScale: pool.auto_scale },
    ...{ minNodes: pool.min_nodes, maxNodes: pool.max_nodes, labels: pool.labels ?? {} },
    tags: pool.tags.filter((tag) => tag !== DEFAULT_POOL_TAG),
    nodes: pool.nodes.map((node) => ({
      ...{ id: node.id, name: node.name, status: node.status.state, dropletId: node.droplet_id },
      ...{ createdAt: node.created_at, updatedAt: node.updated_at },
    })),
  };
}

/** What was written, with the values that are there now. */
export function poolInputs<P extends Pool>(pool: ApiPool, before: P | undefined): P {
  const isCounted = before === undefined || before.nodeCount !== undefined;
  return {
    ...(before ?? {}),
    ...{ name: pool.name, size: pool.size },
    ...(isCounted && { nodeCount: pool.count }),
  } as P;
}

export function poolFailures({ nodeCount, autoScale }: Pool, path: string) {
  return nodeCount === undefined && autoScale !== true
    ? [{ property: `${path}nodeCount`, reason: "is required without autoScale" }]
    : [];
}
