import type { Engine } from "../../../client/engine";
import type { EngineService, EngineTask } from "../../../client/swarm-types";
import { LOG_LINES, logTail } from "../../../client/log-tail";
import { stateOfTask, taskName } from "./tasks";

/** Milliseconds. A node that is away must not hold up the message. */
const LOG_PATIENCE = 5000;

/** Why a service hasn't converged: the reason, the task that failed last, its last log lines; one message. */
export async function convergenceFailure(
  engine: Engine,
  service: EngineService,
  failed: EngineTask | undefined,
  reason: string,
): Promise<string> {
  const parts = [`service "${service.Spec.Name}" has not converged: ${reason}`];
  const task = failed ?? lastFailed(await engine.listTasks({ service: [service.ID] }));
  if (task !== undefined) {
    parts.push(`task ${taskName(task)} ${stateOfTask(task)}`);
    const logs = await lastLines(engine, task);
    if (logs !== undefined)
      parts.push(logs === "" ? "it has logged nothing" : `its last log lines:\n${logs}`);
  }
  return parts.join("; ");
}

/** The newest of those that have something to say. */
export function lastFailed(tasks: readonly EngineTask[]): EngineTask | undefined {
  return tasks
    .filter(({ Status }) => Status.Err)
    .sort((a, b) => (a.CreatedAt < b.CreatedAt ? -1 : 1))
    .at(-1);
}

/** Undefined where there was no container. */
async function lastLines(engine: Engine, task: EngineTask): Promise<string | undefined> {
  if (!task.Status.ContainerStatus?.ContainerID) return undefined;
  try {
    return logTail(await engine.taskLogs(task.ID, LOG_LINES, AbortSignal.timeout(LOG_PATIENCE)));
  } catch {
    return ""; // log drivers such as "none" can't be read, and the node may be away
  }
}
