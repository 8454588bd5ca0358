import type { Cluster } from "../cluster";
import type { KubeObject } from "../kube-object";
import { READY, type Condition } from "./condition";

/** At least one ready pod is behind it, and a LoadBalancer has an address. */
export const service: Condition = {
  podLabels: ({ spec }) => spec?.["selector"] as Record<string, string> | undefined,
  async progress(object, cluster) {
    const type = object.spec?.["type"];
    if (type === "ExternalName") return READY;
    const selector = Object.keys(object.spec?.["selector"] ?? {});
    if (selector.length > 0 && !(await hasReadyEndpoint(object, cluster)))
      return { ready: false, state: "no ready pod is behind it" };
    if (type === "LoadBalancer" && !hasAddress(object))
      return { ready: false, state: "its load balancer has no address yet" };
    return READY;
  },
};

/** Whether a load balancer has told where it is reached. */
export function hasAddress({ status }: KubeObject): boolean {
  const balancer = status?.["loadBalancer"] as { ingress?: unknown[] } | undefined;
  return (balancer?.ingress ?? []).length > 0;
}

async function hasReadyEndpoint({ metadata }: KubeObject, cluster: Cluster): Promise<boolean> {
  const path = await cluster.pathOf("discovery.k8s.io/v1", "EndpointSlice", metadata.namespace);
  const query = { labelSelector: `kubernetes.io/service-name=${metadata.name}` };
  const { items } = await cluster.call<SliceList>(path, { query });
  return items.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready));
}

interface SliceList {
  items: { endpoints?: { conditions?: { ready?: boolean } }[] }[];
}
