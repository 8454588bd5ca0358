import { isEngineError } from "../../../plugins/docker/client/engine-error";
import type { OpenHost } from "../open-hosts";
import { followHost } from "./follow-host";
import { wantedOn, type IsWanted, type LiveContainer } from "./live-containers";
import type { From, HistoryWatch, LogPlace, Placed } from "./log-place";
import { readLog } from "./read-log";

/** The logs of a host's containers. */
export function hostLogs(host: OpenHost, wanted: IsWanted): LogPlace {
  return {
    name: host.name,
    history: async (from, watch) => {
      try {
        const containers = await wantedOn(host.access.engine, wanted);
        return containers.map((container) => logOf(host, container, from, watch));
      } catch (error) {
        if (!isEngineError(error)) throw error;
        watch.onFailure(undefined, error.message);
        return [];
      }
    },
    follow: (follow) => followHost(host.reopened(), wanted, follow),
    close: () => host.access.close(),
  };
}

async function* logOf(
  host: OpenHost,
  { id, name: container, workload }: LiveContainer,
  from: From,
  { signal, onFailure }: HistoryWatch,
): AsyncGenerator<Placed> {
  const source = { host: host.name, workload, container };
  try {
    for await (const line of readLog(host.access.transport, source, id, { ...from, signal }))
      yield { id, line };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (error.code === "notFound" || error.code === "aborted") return; // It went away meanwhile.
    const lost = error.code === "unreachable";
    onFailure(lost ? undefined : container, error.message);
  }
}
