import { clusterFacts, type ClusterFacts, type NodeReport } from "../../../../model/cluster-facts";
import type { ApiClient } from "./api-client";
import { ApiError } from "./api-error";

/** Asks a cluster that is ready; throws where it isn't. */
export async function readClusterFacts(api: ApiClient, signal: AbortSignal): Promise<ClusterFacts> {
  await api.call("/readyz", { text: true, signal });
  const version = await api.call<{ gitVersion: string }>("/version", { signal });
  return clusterFacts(version, await nodesOf(api, signal));
}

async function nodesOf(api: ApiClient, signal: AbortSignal): Promise<NodeReport[] | undefined> {
  try {
    return (await api.call<{ items: NodeReport[] }>("/api/v1/nodes", { signal })).items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}
