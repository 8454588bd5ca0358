import type { EngineTask } from "../../../client/swarm-types";

/** A task's place: its number, or the node that it is on. */
export function taskName({ Slot, NodeID }: EngineTask): string {
  return Slot ? String(Slot) : `on node ${NodeID ?? "?"}`;
}

/**
 * The task that counts at each place: one that is up, else the newest. An update that goes back to what still runs
 * keeps that, and ends the newer one that it had begun.
 */
export function countingTasks(tasks: readonly EngineTask[]): EngineTask[] {
  const counting = new Map<string, EngineTask>();
  const byAge = [...tasks].sort((a, b) => (a.CreatedAt < b.CreatedAt ? -1 : 1));
  for (const task of [...byAge.filter((each) => !isUp(each)), ...byAge.filter(isUp)])
    counting.set(taskName(task), task);
  return [...counting.values()];
}

/** Runs, or has done what it had to where its end is no failure. */
export function isUp({ Status, DesiredState, Spec: { RestartPolicy } }: EngineTask): boolean {
  if (Status.State === "complete") return (RestartPolicy?.Condition ?? "any") !== "any";
  return Status.State === "running" && DesiredState === "running";
}

/** `pending: no suitable node (…)`, `failed: task: non-zero exit (3)`. */
export function stateOfTask({ Status: { State, Err } }: EngineTask): string {
  return Err ? `${State}: ${Err}` : State;
}
