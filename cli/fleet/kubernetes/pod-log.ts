import type { IncomingMessage } from "node:http";
import { engineErrorFromApi } from "../../../plugins/slipway/client/kubernetes/engine-error-from";
import { LineSplitter } from "../../../plugins/slipway/client/run/line-splitter";
import { stamped, type LogLine } from "../logs/log-line";
import type { From } from "../logs/log-place";
import type { OpenCluster } from "./open-clusters";
import { podsPath, type Pod } from "./pods";

/** One container of a pod. */
export interface PodLog {
  /** Of the pod and its container, whichever instance of it. */
  readonly id: string;
  /** Of this instance. */
  readonly containerId: string;
  readonly workload: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** For people: the pod's name, and its container's where it has several. */
  readonly name: string;
}

/** The logs of a pod: of its containers that have begun. */
export function logsOf(workload: string, { metadata, spec, status }: Pod): PodLog[] {
  const { name: pod, namespace, uid } = metadata;
  return (status?.containerStatuses ?? []).flatMap(({ name: container, containerID, state }) => {
    const begun = state?.running !== undefined || state?.terminated !== undefined;
    if (!begun || containerID === undefined) return [];
    const name = spec.containers.length === 1 ? pod : `${pod}/${container}`;
    const id = `${uid}/${container}`;
    return [{ id, containerId: containerID, workload, namespace, pod, container, name }];
  });
}

export interface ReadPodLogOptions extends From {
  /** Goes on until the container ends. */
  readonly follow?: boolean;
  readonly signal: AbortSignal;
}

/** The lines of one log, as they come. The API doesn't tell the two outputs apart. Rejects with an `EngineError`. */
export async function* readPodLog(
  { name: host, api, where }: OpenCluster,
  { workload, namespace, pod, container, name }: PodLog,
  { since, tail, follow = false, signal }: ReadPodLogOptions,
): AsyncGenerator<LogLine> {
  const source = { host, workload, container: name };
  const from = since === undefined ? undefined : momentOf(since);
  const query = {
    container,
    timestamps: "true",
    follow: follow ? "true" : undefined,
    // Seconds are all that the API understands; what is too early is left out here.
    sinceTime: from?.replace(/\.\d+Z$/, "Z"),
    tailLines: tail === undefined ? undefined : String(tail),
  };
  let stream: IncomingMessage;
  try {
    stream = await api.stream(`${podsPath(namespace)}/${pod}/log`, query, signal);
  } catch (error) {
    throw engineErrorFromApi(error, where);
  }
  let ready: LogLine[] = [];
  const lines = new LineSplitter((line) => {
    const { time, text } = stamped(line);
    const at = utc(time);
    if (from === undefined || at >= from) ready.push({ source, time: at, stream: "stdout", text });
  });
  try {
    for await (const chunk of stream) {
      lines.add(chunk as Buffer);
      const now = ready;
      ready = [];
      yield* now;
    }
  } catch (error) {
    throw engineErrorFromApi(error, where);
  }
  lines.end();
  yield* ready;
}

/** `1769860800.123456789` as `2026-01-31T12:00:00.123456789Z` */
export function momentOf(seconds: string): string {
  const [whole, fraction = ""] = seconds.split(".");
  return formed(Number(whole) * 1000, fraction);
}

/** A time of any zone, as that of Docker's logs is written, so that texts sort as times do. */
export function utc(time: string): string {
  const [, whole, fraction, zone] = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  return whole === undefined ? time : formed(Date.parse(`${whole}${zone}`), fraction ?? "");
}

function formed(milliseconds: number, fraction: string): string {
  const whole = new Date(milliseconds).toISOString().slice(0, -".000Z".length);
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}
