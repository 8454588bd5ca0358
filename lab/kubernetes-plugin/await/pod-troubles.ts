import type { Cluster } from "../cluster";
import type { KubeObject } from "../kube-object";
import { statusCondition } from "./condition";

/** So many pods are told of; the others mostly have the same trouble. */
const MAX_PODS = 3;
const LOG_LINES = 10;

interface PodStatus {
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
}

interface ContainerStatus {
  name: string;
  image: string;
  ready: boolean;
  restartCount: number;
  state?: State;
  lastState?: State;
}

interface State {
  waiting?: { reason?: string; message?: string };
  running?: object;
  terminated?: { exitCode: number; reason?: string; message?: string };
}

/** Why pods with these labels aren't ready, a sentence each; the end of the log of what crashes comes along. */
export async function podTroubles(
  cluster: Cluster,
  namespace: string | undefined,
  labels: Record<string, string>,
): Promise<string[]> {
  const path = await cluster.pathOf("v1", "Pod", namespace);
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const { items } = await cluster.call<{ items: KubeObject[] }>(path, { query: { labelSelector } });
  const unready = items.filter(
    (pod) =>
      pod.metadata["deletionTimestamp"] === undefined &&
      pod.status?.["phase"] !== "Succeeded" &&
      statusCondition(pod, "Ready") === undefined,
  );
  const told = unready.slice(0, MAX_PODS).map((pod) => troublesOf(cluster, pod, path));
  return (await Promise.all(told)).flat();
}

async function troublesOf(cluster: Cluster, pod: KubeObject, path: string): Promise<string[]> {
  const name = `pod ${pod.metadata.name}`;
  const unscheduled = statusCondition(pod, "PodScheduled", "False");
  if (unscheduled !== undefined) return [`${name} can't be scheduled: ${unscheduled.message}`];
  const { containerStatuses = [], initContainerStatuses = [] } = (pod.status ?? {}) as PodStatus;
  const troubles = [...initContainerStatuses, ...containerStatuses].flatMap((each) => {
    const trouble = troubleOf(each);
    return trouble === undefined ? [] : [{ ...trouble, container: each.name }];
  });
  if (troubles.length === 0) return [];
  return Promise.all(
    troubles.map(async ({ container, text, crashed }) => {
      const told = `${name}, container ${container}: ${text}`;
      if (crashed === undefined) return told;
      const log = await logOf(cluster, `${path}/${pod.metadata.name}/log`, container, crashed);
      return log === "" ? told : `${told}; the end of its log:\n${log}`;
    }),
  );
}

/** `crashed` says which of its runs has the log to read. */
function troubleOf(
  status: ContainerStatus,
): { text: string; crashed?: "last" | "previous" } | undefined {
  const { waiting, running, terminated } = status.state ?? {};
  const last = status.lastState?.terminated;
  if (waiting?.reason === "CrashLoopBackOff") {
    const ended = last === undefined ? "" : `, last with ${endOf(last)}`;
    const text = `it crashes, ${status.restartCount} restarts so far${ended}`;
    return { text, crashed: "previous" };
  }
  if (waiting?.reason !== undefined && /Image|Pull/.test(waiting.reason))
    return {
      text: `image ${status.image} can't be pulled (${waiting.reason}): ${waiting.message ?? ""}`,
    };
  if (
    waiting?.reason !== undefined &&
    !/^(ContainerCreating|PodInitializing)$/.test(waiting.reason)
  )
    return { text: `${waiting.reason}: ${waiting.message ?? ""}` };
  if (terminated !== undefined && terminated.exitCode !== 0)
    return { text: `it ended with ${endOf(terminated)}`, crashed: "last" };
  if (running !== undefined && !status.ready)
    return { text: "it runs, but its readiness probe does not succeed" };
  return undefined;
}

function endOf({ exitCode, reason }: { exitCode: number; reason?: string }): string {
  const why = reason === undefined || reason === "Error" ? "" : ` (${reason})`;
  return `exit code ${exitCode}${why}`;
}

async function logOf(
  cluster: Cluster,
  path: string,
  container: string,
  run: "last" | "previous",
): Promise<string> {
  const previous = run === "previous" ? "true" : undefined;
  const query = { container, tailLines: String(LOG_LINES), previous };
  // Its node may have taken it away already: then there is nothing to show.
  const text = await cluster.call<string>(path, { query, text: true }).catch(() => "");
  const lines = text.trimEnd().split("\n");
  return lines
    .map((line) => `    ${line}`)
    .join("\n")
    .trimEnd();
}
