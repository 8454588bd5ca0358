import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { isEngineError } from "../../../plugins/docker/client/engine-error";
import { jsonLines } from "../../../plugins/docker/client/json-lines";
import { engineErrorFromApi } from "../../../plugins/slipway/client/kubernetes/engine-error-from";
import type { Follow, From } from "../logs/log-place";
import { Resumable } from "../logs/resumable";
import type { LogsWanted } from "./cluster-logs";
import type { DeclaredController } from "./controllers-in-state";
import type { OpenCluster } from "./open-clusters";
import { readPodLog, type PodLog } from "./pod-log";
import { findControllers, podsPath, type FoundController, type Pod } from "./pods";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

/** Follows logs on one cluster, also of pods that come later, and through losses of its API server. */
export async function followCluster(
  first: OpenCluster,
  controllers: readonly DeclaredController[],
  logs: LogsWanted,
  follow: Follow,
): Promise<void> {
  let cluster = first;
  let lost = false;
  let pause = FIRST_PAUSE;
  const { signal } = follow;
  while (!signal.aborted) {
    try {
      await followOnce(cluster, controllers, logs, follow, () => {
        if (lost) follow.onNote(`${cluster.name} is back`);
        lost = false;
        pause = FIRST_PAUSE;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!isEngineError(error)) throw error;
      if (!lost) follow.onNote(`${cluster.name}: ${error.message} (trying again)`);
      lost = true;
    } finally {
      cluster.api.close();
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    cluster = cluster.reopened();
  }
}

/** Until the connection is lost, or the API server ends a watch, as it does at times. */
async function followOnce(
  cluster: OpenCluster,
  controllers: readonly DeclaredController[],
  logs: LogsWanted,
  { begin, signal, onLine, onNote, positions }: Follow,
  onConnected: () => void,
): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  /** Instances that are being read, or were. */
  const begun = new Set<string>();
  /** By log; the next instance of a container waits for the end of the one before. */
  const reading = new Map<string, Promise<void>>();

  const broken = failure();

  const read = async (log: PodLog, from: From): Promise<void> => {
    const position = positions.get(log.id) ?? new Resumable();
    positions.set(log.id, position);
    const since = position.resume();
    const options = since === undefined ? from : { since };
    try {
      for await (const line of readPodLog(cluster, log, {
        ...options,
        follow: true,
        signal: either,
      }))
        if (position.take(line)) onLine(line);
    } catch (error) {
      // A pod may be gone again.
      if (!isEngineError(error) || error.code === "unreachable") throw error;
      if (error.code === "server" || error.code === "forbidden")
        onNote(`${cluster.name}/${log.name}: its log can't be read: ${error.message}`);
    }
  };
  const look = (workload: string, pod: Pod, from: From) => {
    for (const log of logs(workload, pod)) {
      if (begun.has(log.containerId)) continue;
      begun.add(log.containerId);
      const before = reading.get(log.id) ?? Promise.resolve();
      reading.set(log.id, before.then(() => read(log, from)).catch(broken.reject));
    }
  };

  const found = await findControllers(cluster, controllers);
  onConnected();
  for (const { declared, pods } of found)
    for (const pod of pods) look(declared.workload, pod, begin);
  const watches = found.map((each) => watchPods(cluster, each, look, either));
  try {
    await Promise.race([untilAborted(either), broken.promise, ...watches]);
  } finally {
    over.abort();
    await Promise.allSettled([...watches, ...reading.values()]);
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** Rejects with the first error that it is given. */
function failure(): { promise: Promise<never>; reject: (error: unknown) => void } {
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, fail) => (reject = fail));
  promise.catch(() => undefined);
  return { promise, reject };
}

interface WatchEvent {
  type: string;
  object: unknown;
}

async function watchPods(
  cluster: OpenCluster,
  { declared: { workload, namespace }, query, resourceVersion }: FoundController,
  look: (workload: string, pod: Pod, from: From) => void,
  signal: AbortSignal,
): Promise<void> {
  if (query === undefined) return untilAborted(signal);
  const options = { ...query, resourceVersion, watch: "true" };
  try {
    const answer = await cluster.api.stream(podsPath(namespace), options, signal);
    for await (const event of jsonLines(answer)) {
      const { type, object } = event as unknown as WatchEvent;
      if (type === "ERROR") return; // What it was to go on from is too old: all is listed anew.
      if (type !== "DELETED") look(workload, object as Pod, {});
    }
  } catch (error) {
    throw engineErrorFromApi(error, cluster.where);
  }
}
