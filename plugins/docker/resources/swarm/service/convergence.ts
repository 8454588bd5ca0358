import { setTimeout as sleep } from "node:timers/promises";

import { formatDockerDuration } from "../../../../../model/docker-duration";
import type { Call } from "../../../../runtime/resource";
import type { Engine } from "../../../client/engine";
import type { EngineService, EngineTask } from "../../../client/swarm-types";
import { convergenceFailure, lastFailed } from "./convergence-failure";
import { nanoseconds } from "./durations";
import type { ConvergeConfig } from "./service-inputs";
import { countingTasks, isUp, stateOfTask, taskName } from "./tasks";

/** As the SDK documents them. */
const DEFAULT_DELAY = "7s";
const DEFAULT_TIMEOUT = "3m";
/** Milliseconds between two looks: first, and at most where `delay` doesn't ask for more. */
const FIRST_LOOK = 100;
const SLOWEST_LOOK = 1000;
/** Milliseconds that all tasks have to run to count as started. */
const SETTLE = 1000;
/** Milliseconds, beyond the delay of the restart policy, in which Swarm makes a new task in the place of one that ended. */
const RESTART_DECIDED = 2000;
/** Swarm's own delay of a restart. */
const RESTART_DELAY_NS = 5e9;
/** How often a task may be turned down before it starts: a missing image or mount doesn't mend itself. */
const REJECTIONS_ALLOWED = 2;

/** What a look at a service gives. */
interface Look {
  /** The task that counts of each replica or node, as the present specification wants it. */
  tasks: EngineTask[];
  running: number;
  wanted: number;
  /** Why waiting on is of no use. */
  hopeless: string | undefined;
}

/** Waits until all tasks run as the specification says. Resolves with the reason where they don't. */
export async function waitForConvergence(
  engine: Engine,
  id: string,
  config: ConvergeConfig,
  call: Pick<Call, "log" | "signal">,
): Promise<string | undefined> {
  const timeout = (nanoseconds(config.timeout ?? DEFAULT_TIMEOUT) ?? 0) / 1e6;
  const slowest = Math.min(SLOWEST_LOOK, (nanoseconds(config.delay ?? DEFAULT_DELAY) ?? 0) / 1e6);
  const began = Date.now();
  let convergedAt: number | undefined;
  let earlier: ReadonlySet<string> | undefined;
  let ended: { task: string; at: number } | undefined;
  let failed: EngineTask | undefined;
  for (let pause = FIRST_LOOK; ; pause = Math.min(pause * 1.5, Math.max(slowest, FIRST_LOOK))) {
    const service = await engine.inspectService(id);
    const upToDate = await engine.listTasks({ service: [id], "_up-to-date": ["true"] });
    // What an earlier try with the same specification came to says nothing of this one.
    earlier ??= new Set(upToDate.filter(hasEnded).map(({ ID }) => ID));
    // Swarm soon forgets a task that failed, and after a rollback none of those that count has failed.
    const known = earlier;
    failed = lastFailed(upToDate.filter(({ ID }) => !known.has(ID))) ?? failed;
    const look = lookAt(service, upToDate, earlier);
    const now = Date.now();

    const converged = look.running >= look.wanted && look.wanted > 0 && !isUpdating(service);
    convergedAt = converged || isScaledToZero(service) ? (convergedAt ?? now) : undefined;
    if (convergedAt !== undefined && (now - convergedAt >= SETTLE || isScaledToZero(service)))
      return undefined;
    // Amid an update Swarm's updater decides what comes of it: it goes on, pauses, or rolls back.
    const end = isUpdating(service) ? undefined : look.tasks.find(hasEnded);
    if (end?.ID !== ended?.task) ended = end && { task: end.ID, at: now };
    const isLast = end && ended && now - ended.at >= restartMs(end);
    const hopeless =
      look.hopeless ?? (isLast ? "a task has ended and Swarm doesn't restart it" : undefined);
    const late = now - began >= timeout;
    if (hopeless !== undefined || late || call.signal.aborted) {
      const reason =
        hopeless ??
        (call.signal.aborted
          ? "the wait was cancelled"
          : `after ${formatDockerDuration(timeout * 1e6)} ${progress(look)}`);
      return await convergenceFailure(engine, service, lastFailed(upToDate) ?? failed, reason);
    }
    call.log.status(
      `waiting to converge: ${progress(look)}, ${((now - began) / 1000).toFixed(0)} s`,
    );
    const rest = Math.max(0, timeout - (now - began));
    await sleep(Math.min(pause, rest), undefined, { signal: call.signal }).catch(() => undefined);
  }
}

function lookAt(
  service: EngineService,
  upToDate: readonly EngineTask[],
  earlier: ReadonlySet<string>,
): Look {
  const tasks = countingTasks(upToDate);
  const replicas = service.Spec.Mode?.Replicated?.Replicas;
  return {
    tasks,
    running: tasks.filter(isUp).length,
    // A global service has a task on each node that it may run on, made all at once.
    wanted: replicas ?? tasks.length,
    hopeless:
      updateFailure(service) ??
      rejections(
        tasks,
        upToDate.filter(({ ID }) => !earlier.has(ID)),
      ),
  };
}

/** Ended without being done; Swarm has no newer task for its place, so far. */
function hasEnded(task: EngineTask): boolean {
  return ["failed", "rejected", "complete"].includes(task.Status.State) && !isUp(task);
}

/** How long Swarm may take to make a task in the place of one that ended. */
function restartMs({ Spec: { RestartPolicy: policy } }: EngineTask): number {
  const delay = policy?.Condition === "none" ? 0 : (policy?.Delay ?? RESTART_DELAY_NS);
  return delay / 1e6 + RESTART_DECIDED;
}

function isScaledToZero({ Spec: { Mode } }: EngineService): boolean {
  return Mode?.Replicated?.Replicas === 0;
}

function isUpdating({ UpdateStatus }: EngineService): boolean {
  return UpdateStatus?.State === "updating" || UpdateStatus?.State === "rollback_started";
}

/** What Swarm's own updater says, where it has given up. */
function updateFailure({ UpdateStatus: status }: EngineService): string | undefined {
  switch (status?.State) {
    case "paused":
      return `Swarm has paused the update (${status.Message ?? "no reason given"})`;
    case "rollback_paused":
      return `Swarm has paused the rollback (${status.Message ?? "no reason given"})`;
    case "rollback_completed":
      return `Swarm has rolled the service back to what it was before (${status.Message ?? "no reason given"})`;
    default:
      return undefined;
  }
}

function rejections(
  newest: readonly EngineTask[],
  upToDate: readonly EngineTask[],
): string | undefined {
  for (const task of newest) {
    const place = taskName(task);
    const rejected = upToDate.filter(
      (each) => taskName(each) === place && each.Status.State === "rejected",
    );
    if (rejected.length > REJECTIONS_ALLOWED)
      return `its tasks are turned down again and again (${rejected.length} times)`;
  }
  return undefined;
}

function progress({ tasks, running, wanted }: Look): string {
  const waiting = tasks.find((task) => !isUp(task));
  const one = waiting ? `; task ${taskName(waiting)} is ${stateOfTask(waiting)}` : "";
  if (wanted === 0) return "no task was scheduled yet";
  return `${running} of ${wanted} task${wanted === 1 ? " runs" : "s run"}${one}`;
}
