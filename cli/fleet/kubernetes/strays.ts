import { STACK_LABEL, WORKLOAD_LABEL } from "../../../model/labels";
import { isEngineError } from "../../../plugins/docker/client/engine-error";
import type { DeclaredController } from "./controllers-in-state";
import type { OpenCluster } from "./open-clusters";
import type { Controller } from "./pods";

/** What a `Workload` is, with its place in the API. */
const KINDS = [
  ["Deployment", "/apis/apps/v1", "deployments"],
  ["StatefulSet", "/apis/apps/v1", "statefulsets"],
  ["Job", "/apis/batch/v1", "jobs"],
] as const;

type Listed = Controller & { metadata: { labels?: Record<string, string> } };

/**
 * What a cluster has with the stack's label, and the state hasn't: in the namespaces where the stack has anything, and in
 * that of the provider. Kinds that may not be listed are left out.
 *
 * @param here what the state has on the cluster.
 * @param known of all that the state has anywhere: two providers may be of one cluster.
 */
export async function findStrays(
  cluster: OpenCluster,
  here: readonly DeclaredController[],
  { known, stackLabel }: { known: ReadonlySet<string>; stackLabel: string },
): Promise<DeclaredController[]> {
  const home = cluster.namespace ?? cluster.api.access.namespace;
  const namespaces = [...new Set([home, ...here.map(({ namespace }) => namespace)])];
  const isHere = (kind: string, namespace: string, name: string) =>
    here.some((each) => each.kind === kind && each.namespace === namespace && each.name === name);
  const lists = namespaces.flatMap((namespace) =>
    KINDS.map(async ([kind, api, plural]): Promise<DeclaredController[]> => {
      const path = `${api}/namespaces/${namespace}/${plural}`;
      const items = await listed(cluster, path, `${STACK_LABEL}=${stackLabel}`);
      return items
        .filter(({ metadata: { name, uid } }) => !known.has(uid) && !isHere(kind, namespace, name))
        .map(({ metadata: { name, uid, labels } }) => ({
          workload: labels?.[WORKLOAD_LABEL] ?? name,
          provider: cluster.provider,
          ...{ kind, namespace, name, uid },
          path: `${path}/${name}`,
          replicas: undefined,
          images: {},
        }));
    }),
  );
  return (await Promise.all(lists)).flat();
}

async function listed(cluster: OpenCluster, path: string, labelSelector: string) {
  try {
    return (await cluster.get<{ items: Listed[] }>(path, { labelSelector })).items;
  } catch (error) {
    if (isEngineError(error, "denied")) return [];
    throw error;
  }
}
