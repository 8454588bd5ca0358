import { defaults } from "./defaults";
import type { RolloutSpec, VolumeSpec, WorkloadSpec } from "./workload";

/** What of a workload decides how it may be changed; the name of an existing volume may come later. */
export type RolloutSubject = Pick<WorkloadSpec, "ports" | "rollout" | "replicas"> & {
  volumes?: (Omit<VolumeSpec, "existing"> & { existing?: unknown })[];
};

export interface Rollout {
  order: "start-first" | "stop-first";
  /** Why it is stop-first, to show in the preview; undefined where it is start-first. */
  reason?: string;
  /** Replica numbers; each batch waits until the one before it is ready. */
  batches: number[][];
}

/** What keeps an old and a new replica from running side by side. */
export function sideBySideObstacle(
  spec: Pick<RolloutSubject, "ports" | "volumes">,
): string | undefined {
  for (const { port, publish } of spec.ports ?? []) {
    if (publish !== undefined)
      return `port ${port} is published on the host's port ${publish.port}, which only one container can have`;
  }
  for (const volume of spec.volumes ?? []) {
    if (volume.readOnly === true || volume.tmpfs !== undefined) continue;
    if ((volume.access ?? defaults.volumeAccess) === "shared") continue;
    const what = volume.name ?? volume.hostPath ?? volume.path;
    return `volume "${what}" may only be written by one container at a time (its access is "exclusive")`;
  }
  return undefined;
}

/** Replicas in a batch of `"25%"` or `3`; a share is rounded up, so that it is never 0. */
export function batchSize(batch: number | `${number}%`, replicas: number): number {
  if (typeof batch === "number") return Math.min(batch, replicas);
  return Math.max(1, Math.ceil((Number.parseFloat(batch) / 100) * replicas));
}

/** Decides order and batches; expects a spec without mistakes. */
export function planRollout(spec: RolloutSubject): Rollout {
  const replicas = spec.replicas ?? defaults.replicas;
  const wanted = spec.rollout?.order ?? defaults.rolloutOrder;
  const obstacle = sideBySideObstacle(spec);
  const reason =
    wanted === "stop-first" ? "rollout.order says so" : wanted === "auto" ? obstacle : undefined;
  const order = reason === undefined ? "start-first" : "stop-first";

  // Start-first costs no service, so all may go at once; stop-first takes the fewest away at a time.
  const size =
    spec.rollout?.batch === undefined
      ? order === "start-first"
        ? replicas
        : 1
      : batchSize(spec.rollout.batch, replicas);
  const batches: number[][] = [];
  const numbers = Array.from({ length: replicas }, (_, index) => index);
  const canary = numbers.splice(0, spec.rollout?.canary ?? 0);
  if (canary.length > 0) batches.push(canary);
  while (numbers.length > 0) batches.push(numbers.splice(0, Math.max(1, size)));
  return reason === undefined ? { order, batches } : { order, reason, batches };
}

/** Batches that a sentence names one by one. */
const NAMED_BATCHES = 6;

/** Order and reason of a rollout, for the preview; undefined where there is nothing to tell. */
export function describeRollout(
  { order, reason, batches }: Rollout,
  names: readonly string[],
  spec: RolloutSpec = {},
): string | undefined {
  const parts: string[] = [];
  if (order === "stop-first") parts.push(`replicas are replaced stop-first: ${reason}`);
  if (batches.length > 1) {
    const given = (["batch", "canary"] as const)
      .filter((key) => spec[key] !== undefined)
      .map((key) => `rollout.${key} is ${spec[key]}`);
    const named = batches
      .slice(0, NAMED_BATCHES)
      .map((batch) => batch.map((index) => names[index]).join(", "));
    if (batches.length > NAMED_BATCHES) named.push(`${batches.length - NAMED_BATCHES} more`);
    const why = given.length === 0 ? "" : ` (${given.join(", ")})`;
    parts.push(`replicas change in ${batches.length} batches${why}: ${named.join("; then ")}`);
  }
  if ((spec.waitSeconds ?? 0) > 0)
    parts.push(
      `each new replica is watched for ${spec.waitSeconds} s before what comes after it (rollout.waitSeconds)`,
    );
  return parts.length === 0 ? undefined : parts.join("; ");
}
