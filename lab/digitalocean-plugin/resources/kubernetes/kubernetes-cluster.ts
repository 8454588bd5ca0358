import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import * as is from "../../../../plugins/docker/check/text-tests";
import { structure } from "../../../../plugins/docker/diff/comparison";
import {
  flag,
  listOf,
  objectOf,
  text,
  wholeNumber,
  type Rule,
} from "../../../../plugins/runtime/check/rule";
import type { Call, Live, Props } from "../../../../plugins/runtime/resource";
import type { ApiClient } from "../../api/api-client";
import { waitFor } from "../../api/wait-for";
import { slug, tagSet } from "../compare";
import { field, fixed, resourceOf } from "../kind";
import { tagName } from "../tag-name";
import { clusterPath, getCluster, type ApiCluster, type ApiPool } from "./api-cluster";
import {
  DEFAULT_POOL_TAG,
  LATE,
  poolComparisons,
  poolFailures,
  poolInputs,
  poolRequest,
  poolRules,
  poolState,
} from "./node-pool";

type Inputs = pulumi.Unwrap<digitalocean.KubernetesClusterArgs>;
type Pool = Inputs["nodePool"];

const OUTPUT_ONLY: Rule = () => undefined;

export const kubernetesCluster = resourceOf<Inputs>({
  what: "Kubernetes cluster",
  fields: {
    name: field(text(is.nonEmpty)),
    region: fixed(text(is.nonEmpty), slug),
    version: field(text(is.nonEmpty)),
    vpcUuid: fixed(text(is.nonEmpty)),
    nodePool: field(
      objectOf<Pool>(
        { ...poolRules, actualNodeCount: OUTPUT_ONLY, id: OUTPUT_ONLY, nodes: OUTPUT_ONLY },
        ["name", "size"],
      ),
      structure(poolComparisons),
    ),
    tags: field(listOf(text(tagName)), tagSet),
    autoUpgrade: field(flag()),
    surgeUpgrade: field(flag()),
    ha: field(flag()),
    destroyAllAssociatedResources: field(flag()),
    kubeconfigExpireSeconds: field(wholeNumber(0)),
    registryIntegration: field(LATE),
    maintenancePolicy: field(LATE),
    clusterSubnet: fixed(LATE),
    serviceSubnet: fixed(LATE),
    workerSubnetUuid: fixed(LATE),
    isolatedWorkers: fixed(LATE),
    controlPlaneFirewall: field(LATE),
    clusterAutoscalerConfigurations: field(LATE),
    corednsAutoscaler: field(LATE),
    routingAgent: field(LATE),
    ssos: field(LATE),
    amdGpuDeviceMetricsExporterPlugin: field(LATE),
    amdGpuDevicePlugin: field(LATE),
    amdGpuDraDriver: field(LATE),
    nvidiaGpuDevicePlugin: field(LATE),
    nvidiaGpuDraDriver: field(LATE),
    p2pOciRegistryPlugin: field(LATE),
    rdmaSharedDevicePlugin: field(LATE),
  },
  required: ["name", "region", "version", "nodePool"],
  autoname: { property: "name", maxLength: 63 },
  defaults: { surgeUpgrade: true, autoUpgrade: false, destroyAllAssociatedResources: false },
  computed: [
    ...["clusterSubnet", "clusterUrn", "createdAt", "endpoint", "ha", "ipv4Address"],
    ...["kubeConfigs", "maintenancePolicy", "serviceSubnet", "status", "updatedAt", "vpcUuid"],
  ],
  secretOutputs: ["kubeConfigs"],

  failures: ({ nodePool }) => poolFailures(nodePool, "nodePool."),

  moreChanges({ oldInputs, inputs }) {
    return [...sizeChanges(oldInputs, inputs), ...downgrades(oldInputs, inputs)];
  },

  async create(inputs, api, call) {
    const { name, region, version, vpcUuid, tags, autoUpgrade, surgeUpgrade = true, ha } = inputs;
    const body = {
      ...{ name, region, version, tags, ha, vpc_uuid: vpcUuid },
      ...{ auto_upgrade: autoUpgrade, surge_upgrade: surgeUpgrade },
      node_pools: [poolRequest(inputs.nodePool, [DEFAULT_POOL_TAG])],
    };
    const path = "/v2/kubernetes/clusters";
    const { signal } = call;
    const made = await api.call<{ kubernetes_cluster: ApiCluster }>("POST", path, { body, signal });
    return untilRunning(api, made.kubernetes_cluster.id, inputs, call);
  },

  async update(inputs, api, call) {
    const { id, signal } = call;
    const { name, tags = [], autoUpgrade, surgeUpgrade, ha, version } = inputs;
    const body = { name, tags, auto_upgrade: autoUpgrade, surge_upgrade: surgeUpgrade, ha };
    const path = clusterPath(id);
    await api.call("PUT", path, { body, signal });
    const live = await getCluster(api, id, signal);
    const { size: _, ...request } = poolRequest(inputs.nodePool, [DEFAULT_POOL_TAG]);
    const { id: pool } = defaultPool(live);
    await api.call("PUT", `${path}/node_pools/${pool}`, { body: request, signal });
    if (call.oldInputs["version"] !== version)
      await api.call("POST", `${path}/upgrade`, { body: { version }, signal });
    return untilRunning(api, id, inputs, call);
  },

  async read(id, api, { signal, oldInputs }) {
    const path = clusterPath(id);
    const found = await api.find<{ kubernetes_cluster: ApiCluster }>(path, { signal });
    if (found === undefined) return undefined;
    const live = found.kubernetes_cluster;
    const inputs = inputsOf(live, oldInputs as Inputs | undefined);
    return { id, state: await stateOf(api, live, inputs, signal), inputs: { ...inputs } };
  },

  async delete(id, api, { signal }) {
    const path = clusterPath(id);
    await api.remove(path, { signal });
    await waitFor(
      async () => ((await api.find(path, { signal })) === undefined ? true : undefined),
      signal,
    );
  },
});

/** Another size of machine is another pool, and the one that stands here can't be changed for another. */
function sizeChanges(oldInputs: Props, inputs: Props) {
  const size = (props: Props) => (props["nodePool"] as Pool | undefined)?.size;
  if (size(oldInputs) === size(inputs)) return [];
  const cause = "DigitalOcean can't change the size of a node pool's machines";
  return [{ path: "nodePool.size", kind: "update" as const, replace: true, cause }];
}

function downgrades(oldInputs: Props, inputs: Props) {
  const [before, after] = [oldInputs["version"], inputs["version"]];
  if (typeof before !== "string" || typeof after !== "string") return [];
  if (after.localeCompare(before, "en", { numeric: true }) >= 0) return [];
  const cause = "DigitalOcean has no way back to an older version";
  return [{ path: "version", kind: "update" as const, replace: true, cause }];
}

async function untilRunning(
  api: ApiClient,
  id: string,
  inputs: Inputs,
  { signal, log }: Call,
): Promise<Live> {
  try {
    const live = await waitFor(async () => {
      const now = await getCluster(api, id, signal);
      if (now.status.state === "error")
        throw new Error(now.status.message ?? "DigitalOcean couldn't make it");
      log.status(`waiting for the Kubernetes cluster ${now.name} to run`);
      return now.status.state === "running" ? now : undefined;
    }, signal);
    return { id, state: await stateOf(api, live, inputs, signal) };
  } catch (error) {
    const live = await getCluster(api, id, AbortSignal.timeout(10_000));
    const reason = `Kubernetes cluster ${live.name} (${id}) isn't running: ${(error as Error).message}`;
    return { id, state: withoutConfig(live, inputs), notReady: [reason] };
  }
}

function defaultPool({ node_pools }: ApiCluster): ApiPool {
  return node_pools.find(({ tags }) => tags.includes(DEFAULT_POOL_TAG)) ?? node_pools[0]!;
}

async function stateOf(
  api: ApiClient,
  live: ApiCluster,
  inputs: Inputs,
  signal: AbortSignal,
): Promise<Props> {
  const path = `${clusterPath(live.id)}/kubeconfig`;
  const raw = live.status.state === "running" ? await api.text(path, { signal }) : undefined;
  return { ...withoutConfig(live, inputs), kubeConfigs: raw === undefined ? [] : [configOf(raw)] };
}

function withoutConfig(live: ApiCluster, inputs: Inputs): Props {
  const { name, region, version, tags, vpc_uuid, endpoint, ipv4, ha, status } = live;
  const { maintenance_policy: policy } = live;
  const { destroyAllAssociatedResources = false, kubeconfigExpireSeconds } = inputs;
  return {
    ...{ name, region, version, endpoint, ha, vpcUuid: vpc_uuid, ipv4Address: ipv4 },
    ...(tags.length > 0 && { tags }),
    ...{ clusterSubnet: live.cluster_subnet, serviceSubnet: live.service_subnet },
    ...{ autoUpgrade: live.auto_upgrade, surgeUpgrade: live.surge_upgrade },
    ...{ status: status.state, createdAt: live.created_at, updatedAt: live.updated_at },
    maintenancePolicy: {
      ...{ startTime: policy.start_time, day: policy.day, duration: policy.duration },
    },
    clusterUrn: `do:kubernetes:${live.id}`,
    destroyAllAssociatedResources,
    ...(kubeconfigExpireSeconds !== undefined && { kubeconfigExpireSeconds }),
    // While it is made there is none.
    ...(live.node_pools.length > 0 && { nodePool: poolWithId(defaultPool(live)) }),
    kubeConfigs: [],
  };
}

const poolWithId = (pool: ApiPool): Props => ({ id: pool.id, ...poolState(pool) });

interface Kubeconfig {
  clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
  users: {
    user: {
      "client-certificate-data"?: string;
      "client-key-data"?: string;
      token?: string;
    };
  }[];
}

function configOf(rawConfig: string): Props {
  const { clusters, users } = parse(rawConfig) as Kubeconfig;
  const [cluster, user] = [clusters[0]!.cluster, users[0]!.user];
  return {
    rawConfig,
    host: cluster.server,
    clusterCaCertificate: cluster["certificate-authority-data"],
    clientCertificate: user["client-certificate-data"] ?? "",
    clientKey: user["client-key-data"] ?? "",
    token: user.token ?? "",
    expiresAt: "",
  };
}

/** What was written, with the values that are there now. */
function inputsOf(live: ApiCluster, before: Inputs | undefined): Inputs {
  const { name, region, version, tags } = live;
  const nodePool = poolInputs(defaultPool(live), before?.nodePool);
  if (before === undefined) return { name, region, version, nodePool };
  return { ...before, name, region, version, nodePool, ...(before.tags !== undefined && { tags }) };
}
