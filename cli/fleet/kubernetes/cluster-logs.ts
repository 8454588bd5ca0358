import { isEngineError } from "../../../plugins/docker/client/engine-error";
import { fits } from "../fleet";
import type { From, HistoryWatch, LogPlace, Placed } from "../logs/log-place";
import type { DeclaredController } from "./controllers-in-state";
import { followCluster } from "./follow-cluster";
import type { OpenCluster } from "./open-clusters";
import { logsOf, readPodLog, type PodLog } from "./pod-log";
import { findControllers, type Pod } from "./pods";

/** Which logs of a pod are wanted. */
export type LogsWanted = (workload: string, pod: Pod) => PodLog[];

/**
 * The logs of what has pods on a cluster.
 *
 * @param wanted names of pods; all of them where undefined.
 */
export function clusterLogs(
  cluster: OpenCluster,
  controllers: readonly DeclaredController[],
  wanted: readonly string[] | undefined,
): LogPlace {
  const logs: LogsWanted = (workload, pod) =>
    logsOf(workload, pod).filter((each) => fits(wanted, each.pod, each.name));
  return {
    name: cluster.name,
    history: async (from, watch) => {
      try {
        const found = await findControllers(cluster, controllers);
        return found
          .flatMap(({ declared, pods }) => pods.flatMap((pod) => logs(declared.workload, pod)))
          .map((log) => historyOf(cluster, log, from, watch));
      } catch (error) {
        if (!isEngineError(error)) throw error;
        watch.onFailure(undefined, error.message);
        return [];
      }
    },
    follow: (follow) => followCluster(cluster.reopened(), controllers, logs, follow),
    close: () => cluster.api.close(),
  };
}

async function* historyOf(
  cluster: OpenCluster,
  log: PodLog,
  from: From,
  { signal = new AbortController().signal, onFailure }: HistoryWatch,
): AsyncGenerator<Placed> {
  try {
    for await (const line of readPodLog(cluster, log, { ...from, signal }))
      yield { id: log.id, line };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (error.code === "notFound" || error.code === "aborted") return; // It went away meanwhile.
    onFailure(error.code === "unreachable" ? undefined : log.name, error.message);
  }
}
