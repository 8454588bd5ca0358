import type { ApiClient } from "../../api/api-client";

export interface ApiPool {
  id: string;
  name: string;
  size: string;
  count: number;
  tags: string[];
  labels: Record<string, string> | null;
  auto_scale: boolean;
  min_nodes: number;
  max_nodes: number;
  nodes: {
    id: string;
    name: string;
    status: { state: string };
    droplet_id: string;
    created_at: string;
    updated_at: string;
  }[];
}

export interface ApiCluster {
  id: string;
  name: string;
  region: string;
  version: string;
  cluster_subnet: string;
  service_subnet: string;
  vpc_uuid: string;
  ipv4: string;
  endpoint: string;
  tags: string[];
  node_pools: ApiPool[];
  maintenance_policy: { start_time: string; day: string; duration: string };
  auto_upgrade: boolean;
  surge_upgrade: boolean;
  ha: boolean;
  status: { state: string; message?: string };
  created_at: string;
  updated_at: string;
}

export const clusterPath = (id: string) => `/v2/kubernetes/clusters/${id}`;

export async function getCluster(
  api: ApiClient,
  id: string,
  signal: AbortSignal,
): Promise<ApiCluster> {
  const answer = await api.call<{ kubernetes_cluster: ApiCluster }>("GET", clusterPath(id), {
    signal,
  });
  return answer.kubernetes_cluster;
}
