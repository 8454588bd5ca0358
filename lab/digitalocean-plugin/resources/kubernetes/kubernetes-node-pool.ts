import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../../plugins/docker/check/text-tests";
import { text } from "../../../../plugins/runtime/check/rule";
import type { Call, Live } from "../../../../plugins/runtime/resource";
import type { ApiClient } from "../../api/api-client";
import { waitFor } from "../../api/wait-for";
import { field, fixed, resourceOf } from "../kind";
import { clusterPath, type ApiPool } from "./api-cluster";
import {
  poolComparisons,
  poolFailures,
  poolInputs,
  poolRequest,
  poolRules,
  poolState,
} from "./node-pool";

type Inputs = pulumi.Unwrap<digitalocean.KubernetesNodePoolArgs>;

const pathOf = (cluster: string, id = "") =>
  `${clusterPath(cluster)}/node_pools${id === "" ? "" : `/${id}`}`;

export const kubernetesNodePool = resourceOf<Inputs>({
  what: "node pool",
  fields: {
    clusterId: fixed(text(is.nonEmpty)),
    name: field(poolRules.name),
    size: fixed(poolRules.size),
    nodeCount: field(poolRules.nodeCount),
    autoScale: field(poolRules.autoScale, poolComparisons.autoScale),
    minNodes: field(poolRules.minNodes),
    maxNodes: field(poolRules.maxNodes),
    labels: field(poolRules.labels, poolComparisons.labels),
    tags: field(poolRules.tags, poolComparisons.tags),
    taints: field(poolRules.taints),
    gpuPartitionMode: fixed(poolRules.gpuPartitionMode),
  },
  required: ["clusterId", "name", "size"],
  autoname: { property: "name", maxLength: 63 },
  computed: ["actualNodeCount", "nodes"],

  failures: (inputs) => poolFailures(inputs, ""),

  async create(inputs, api, call) {
    const { clusterId } = inputs;
    const { signal } = call;
    const made = await api.call<{ node_pool: ApiPool }>("POST", pathOf(clusterId), {
      ...{ body: poolRequest(inputs), signal },
    });
    return untilRunning(api, clusterId, made.node_pool.id, call);
  },

  async update(inputs, api, call) {
    const { size: _, ...body } = poolRequest(inputs);
    const { id, signal } = call;
    await api.call("PUT", pathOf(inputs.clusterId, id), { body, signal });
    return untilRunning(api, inputs.clusterId, id, call);
  },

  async read(id, api, { signal, oldInputs }) {
    const before = oldInputs as unknown as Inputs | undefined;
    if (before === undefined) throw new Error("import it with its cluster: not in this stand-in");
    const { clusterId } = before;
    const found = await api.find<{ node_pool: ApiPool }>(pathOf(clusterId, id), { signal });
    if (found === undefined) return undefined;
    const inputs = poolInputs(found.node_pool, before);
    return { id, state: { clusterId, ...poolState(found.node_pool) }, inputs: { ...inputs } };
  },

  async delete(id, api, { signal, oldState }) {
    await api.remove(pathOf(String(oldState["clusterId"]), id), { signal });
  },
});

async function untilRunning(
  api: ApiClient,
  clusterId: string,
  id: string,
  { signal, log }: Call,
): Promise<Live> {
  const pool = await waitFor(async () => {
    const path = pathOf(clusterId, id);
    const { node_pool: now } = await api.call<{ node_pool: ApiPool }>("GET", path, { signal });
    log.status(`waiting for the nodes of ${now.name}`);
    const isThere = now.nodes.every(({ status }) => status.state === "running");
    return isThere && now.nodes.length === now.count ? now : undefined;
  }, signal);
  return { id, state: { clusterId, ...poolState(pool) } };
}
