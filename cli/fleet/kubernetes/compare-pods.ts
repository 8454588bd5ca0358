import type { Drift } from "../drift";
import type { DeclaredController } from "./controllers-in-state";
import { mainContainer, type Controller, type FoundController, type Pod } from "./pods";

/** A pod beside what the state says of it. */
export interface ComparedPod {
  readonly workload: string;
  readonly namespace: string;
  readonly pod: string;
  /** Undefined where the scheduler has found none yet. */
  readonly node: string | undefined;
  /** `Running`, `Pending`, …, or what its container waits for: `CrashLoopBackOff`. */
  readonly state: string;
  /** Undefined for one that has ended well. */
  readonly ready: boolean | undefined;
  readonly restarts: number;
  readonly image: string;
  /** `repository@sha256:…`; empty before it runs. */
  readonly digest: string;
  /** When its container was started or has ended, or when the pod was made. */
  readonly since: string | undefined;
  readonly drift: readonly Drift[];
}

/** A controller beside what the state says of it. */
export interface ComparedController {
  readonly declared: DeclaredController;
  readonly ready: number | undefined;
  readonly wanted: number | undefined;
  readonly drift: readonly Drift[];
  readonly pods: readonly ComparedPod[];
}

export function compareController({ declared, live, pods }: FoundController): ComparedController {
  const { ready, wanted } = countsOf(declared, live);
  return {
    declared,
    ready,
    wanted,
    drift: controllerDrift(declared, live, { ready, wanted }),
    pods: pods.map((pod) => comparePod(declared, pod)),
  };
}

/** One that the state hasn't. */
export function compareStray(found: FoundController): ComparedController {
  const compared = compareController(found);
  return { ...compared, drift: [{ kind: "extra", text: "not in the state" }, ...compared.drift] };
}

function countsOf({ kind }: DeclaredController, live: Controller | undefined) {
  const { spec, status } = live ?? {};
  if (kind === "DaemonSet")
    return { ready: status?.numberReady ?? 0, wanted: status?.desiredNumberScheduled };
  if (kind === "Pod" || kind === "Job") return { ready: undefined, wanted: undefined };
  return { ready: status?.readyReplicas ?? 0, wanted: spec?.replicas };
}

function controllerDrift(
  declared: DeclaredController,
  live: Controller | undefined,
  { ready, wanted }: { ready: number | undefined; wanted: number | undefined },
): Drift[] {
  if (live === undefined) return [{ kind: "missing", text: "missing" }];
  const drift: Drift[] = [];
  if (declared.uid !== undefined && declared.uid !== live.metadata.uid)
    drift.push({ kind: "recreated", text: `another ${declared.kind} has its name` });
  if (declared.replicas !== undefined && wanted !== undefined && wanted !== declared.replicas)
    drift.push({ kind: "scaled", text: `${wanted} pods, the state has ${declared.replicas}` });
  if (ready !== undefined && wanted !== undefined && ready < wanted)
    drift.push({ kind: "missing", text: `${ready} of ${wanted} pods are ready` });
  const failed = live.status?.conditions?.find(
    ({ type, status }) => type === "Failed" && status === "True",
  );
  if (failed) drift.push({ kind: "stopped", text: `failed: ${failed.message ?? failed.reason}` });
  return drift;
}

function comparePod({ workload, images }: DeclaredController, pod: Pod): ComparedPod {
  const { metadata, spec, status } = pod;
  const main = mainContainer(pod);
  const own = status?.containerStatuses?.find(({ name }) => name === main);
  const { running, waiting, terminated } = own?.state ?? {};
  const phase = metadata.deletionTimestamp === undefined ? status?.phase : "Terminating";
  const ready = status?.conditions?.some((each) => each.type === "Ready" && each.status === "True");
  return {
    workload,
    namespace: metadata.namespace,
    pod: metadata.name,
    node: spec.nodeName,
    state: (phase === "Terminating" ? undefined : waiting?.reason) ?? phase ?? "Unknown",
    ready: phase === "Succeeded" ? undefined : (ready ?? false),
    restarts: own?.restartCount ?? 0,
    image: spec.containers.find(({ name }) => name === main)?.image ?? "",
    digest: (own?.imageID ?? "").replace(/^[a-z-]+:\/\//, ""),
    since: running?.startedAt ?? terminated?.finishedAt ?? status?.startTime,
    drift: phase === "Terminating" ? [] : podDrift(images, pod),
  };
}

/** What a container waits for that needs no mending. */
const STARTING = new Set(["ContainerCreating", "PodInitializing"]);

function podDrift(images: DeclaredController["images"], { spec, status }: Pod): Drift[] {
  const drift: Drift[] = [];
  for (const { name, image } of spec.containers) {
    const wanted = images[name];
    if (wanted !== undefined && wanted !== image)
      drift.push({ kind: "image", text: `the state has ${wanted}` });
  }
  const nowhere = status?.conditions?.find(
    ({ type, status: holds }) => type === "PodScheduled" && holds === "False",
  );
  if (nowhere) drift.push({ kind: "stopped", text: nowhere.message ?? "fits on no node" });
  if (status?.phase === "Failed" && status.reason !== undefined)
    drift.push({ kind: "stopped", text: status.reason });
  for (const { name, state } of status?.containerStatuses ?? []) {
    const of = spec.containers.length === 1 ? "" : `${name}: `;
    const reason = state?.waiting?.reason;
    const code = state?.terminated?.exitCode;
    if (reason !== undefined && !STARTING.has(reason))
      drift.push({ kind: "stopped", text: `${of}${reason}` });
    else if (code !== undefined && code !== 0)
      drift.push({ kind: "stopped", text: `${of}exited with code ${code}` });
  }
  return drift;
}
