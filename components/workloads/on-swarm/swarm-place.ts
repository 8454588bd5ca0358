import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import type { SwarmPlace } from "../../../model/engines/swarm-refusals";
import { planRollout, type Rollout } from "../../../model/rollout";
import { matches } from "../../../model/targeting";
import type { SwarmPlacement } from "../../swarm/swarm-placement";
import { isDeferred } from "../../inputs";
import type { CheckedArgs } from "../check-args";

/** Seconds that Swarm watches a new task, where nobody says otherwise. */
const MONITOR_SECONDS = 5;
/** Seconds for what comes beside the waits: a pull, the scheduler's work. */
const SLACK_SECONDS = 300;

/** A placement with its defaults. */
export function placeOf({ cluster, args }: SwarmPlacement): SwarmPlace {
  const endpointMode = args.endpointMode ?? "vip";
  return {
    endpointMode,
    publishMode: args.publishMode ?? (endpointMode === "vip" ? "ingress" : "host"),
    everywhere: args.everywhere ?? false,
    nodes: cluster.hostTraits.filter((host) => matches(host, args.where ?? {})).length,
    update: args.update ?? {},
  };
}

/** The order in which tasks change, and how many at a time. A port of the ingress can be had by old and new at once. */
export function rolloutOf(args: CheckedArgs, placement: SwarmPlacement): Rollout {
  const { ports, ...rest } = args;
  const { publishMode } = placeOf(placement);
  return planRollout({ ...rest, ...(publishMode === "host" && ports && { ports }) });
}

/** Seconds between two batches, and for which Swarm watches each new task. */
export function pace(
  { rollout }: CheckedArgs,
  { args: { update } }: SwarmPlacement,
): { delay: number; monitor: number } {
  const delay = rollout?.waitSeconds ?? 0;
  return { delay, monitor: update?.monitorSeconds ?? Math.max(MONITOR_SECONDS, delay) };
}

/** Seconds in which all tasks are ready: each batch has the workload's own deadline. */
export function deadlineSeconds(
  args: CheckedArgs,
  { batches }: Rollout,
  placement: SwarmPlacement,
): number {
  const { delay, monitor } = pace(args, placement);
  const each = args.health?.deadlineSeconds ?? defaults.healthDeadlineSeconds;
  return Math.max(1, batches.length) * (each + delay + monitor);
}

/** Time-outs of the resource that leave room for its own. */
export function timeoutsOf(
  args: CheckedArgs,
  rollout: Rollout,
  placement: SwarmPlacement,
): Pick<pulumi.CustomResourceOptions, "customTimeouts"> {
  const ready = `${deadlineSeconds(args, rollout, placement) + SLACK_SECONDS}s`;
  const given = args.stopGraceSeconds ?? defaults.stopGraceSeconds;
  // The option takes no outputs; the longest grace there is leaves room for any.
  const grace = isDeferred(given) ? 3600 : given;
  return { customTimeouts: { create: ready, update: ready, delete: `${grace + SLACK_SECONDS}s` } };
}
