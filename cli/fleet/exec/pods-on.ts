import { isEngineError } from "../../../plugins/docker/client/engine-error";
import { runInPod } from "../../../plugins/slipway/client/run/in-pod";
import { fits } from "../fleet";
import type { DeclaredController } from "../kubernetes/controllers-in-state";
import type { OpenCluster } from "../kubernetes/open-clusters";
import { findControllers, mainContainer, type FoundController } from "../kubernetes/pods";
import { connected } from "./connected";
import type { TasksWanted } from "./tasks-on";
import type { Target } from "./targets";

/**
 * Pods of workloads on a cluster, in the order of their names; of each the container that kubectl would take. A cluster
 * that can't be asked is a target all the same, which then says why.
 */
export async function podsOn(
  cluster: OpenCluster,
  controllers: readonly DeclaredController[],
  { container: wanted, timeoutSeconds }: TasksWanted,
): Promise<Target[]> {
  if (controllers.length === 0) return [];
  let found: FoundController[];
  try {
    await connected(cluster, timeoutSeconds);
    found = await findControllers(cluster, controllers);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    const fail = () => Promise.reject(error);
    return [{ host: { ...cluster, connect: fail }, run: fail }];
  }
  return found.flatMap(({ declared: { workload, namespace }, pods }) =>
    pods
      .filter(({ metadata, status }) => {
        const runs = status?.phase === "Running" && metadata.deletionTimestamp === undefined;
        return runs && fits(wanted, metadata.name);
      })
      .map((pod) => {
        const { name } = pod.metadata;
        const place = { namespace, pod: name, container: mainContainer(pod) };
        return { host: cluster, workload, container: name, run: runInPod(cluster.api, place) };
      }),
  );
}
