import type { Cluster } from "../cluster";
import type { KubeObject } from "../kube-object";

/** What the cluster's own components have complained about in an object, or all that they have said; the last of each kind. */
export async function eventsOf(
  cluster: Cluster,
  object: KubeObject,
  newsToo: boolean,
): Promise<string[]> {
  const path = await cluster.pathOf("v1", "Event", object.metadata.namespace);
  const warnings = newsToo ? "" : ",type=Warning";
  const fieldSelector = `involvedObject.uid=${object.metadata.uid}${warnings}`;
  const { items } = await cluster.call<{ items: { reason?: string; message?: string }[] }>(path, {
    query: { fieldSelector },
  });
  const last = new Map(items.map(({ reason, message }) => [reason, `${reason}: ${message}`]));
  return [...last.values()];
}
