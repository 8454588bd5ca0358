import { isEngineError } from "../../../plugins/docker/client/engine-error";
import type { OpenHost } from "../open-hosts";
import { wantedOn, type IsWanted } from "./live-containers";
import type { LogLine } from "./log-line";
import { mergeInOrder } from "./merge";
import { readLog, type ReadLogOptions } from "./read-log";

export interface History {
  readonly wanted: (host: OpenHost) => IsWanted;
  readonly options: ReadLogOptions;
  readonly onLine: (host: OpenHost, id: string, line: LogLine) => void;
  /** A host that can't be reached (then without a container), or a log that can't be read. */
  readonly onFailure: (host: OpenHost, container: string | undefined, why: string) => void;
}

/** What was written up to now on all hosts, merged by time. */
export async function readHistory(hosts: readonly OpenHost[], history: History): Promise<void> {
  const logs = await Promise.all(hosts.map((host) => logsOf(host, history)));
  for await (const { host, id, line } of mergeInOrder(logs.flat(), ({ line: { time } }) => time))
    history.onLine(host, id, line);
}

interface Placed {
  host: OpenHost;
  id: string;
  line: LogLine;
}

async function logsOf(host: OpenHost, history: History): Promise<AsyncGenerator<Placed>[]> {
  try {
    const containers = await wantedOn(host.access.engine, history.wanted(host));
    return containers.map((container) => placed(host, container, history));
  } catch (error) {
    if (!isEngineError(error)) throw error;
    history.onFailure(host, undefined, error.message);
    return [];
  }
}

async function* placed(
  host: OpenHost,
  { id, name: container, workload }: { id: string; name: string; workload: string },
  { options, onFailure }: History,
): AsyncGenerator<Placed> {
  const source = { host: host.name, workload, container };
  try {
    for await (const line of readLog(host.access.transport, source, id, options))
      yield { host, id, line };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (error.code === "notFound" || error.code === "aborted") return; // It went away meanwhile.
    const lost = error.code === "unreachable";
    onFailure(host, lost ? undefined : container, error.message);
  }
}
