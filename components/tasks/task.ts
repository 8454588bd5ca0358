import * as pulumi from "@pulumi/pulumi";

import { Task as TaskResource } from "../../plugins/slipway/sdk/task";
import { refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import type { TaskArgs } from "./task-args";
import { taskPlaces } from "./task-places";

export type { TaskArgs };

/** How a task went in one place. */
export interface TaskResult {
  /** Name of the container or the host. */
  place: string;
  stdout: string;
  stderr: string;
  /** Undefined where a guard said no. */
  exitCode?: number;
  durationSeconds?: number;
  /** False where a guard said no. */
  ran: boolean;
  /** Why it ran the last time, or why not. */
  why: string;
}

/**
 * A command that is part of the stack: in containers of a workload, in a container of its own, or on hosts. It runs when
 * it is new, when it failed the last time, and when its command, its place or its triggers change; `dependsOn` says
 * after what. A failure fails the update.
 */
export class Task extends pulumi.ComponentResource {
  /** One for each place, in their order. */
  readonly results: pulumi.Output<TaskResult[]>;
  /** Standard output in the first place. */
  readonly stdout: pulumi.Output<string>;
  /** The resources beneath: one for each place. */
  readonly nodes: { readonly tasks: readonly TaskResource[] };

  constructor(name: string, args: TaskArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:tasks:PlacedTask", name, {}, opts);
    const { in: _in, on: _on, replica: _replica, ...command } = args;
    const { places, mistakes } = taskPlaces(args);
    refuse(mistakes, this);
    const tasks = places.map(({ role, args: place, opts: more }) =>
      withoutStacks(
        () =>
          new TaskResource(`${name}-${role}`, { ...command, ...place }, { parent: this, ...more }),
      ),
    );
    this.nodes = { tasks };
    this.results = pulumi.all(
      tasks.map(({ stdout, stderr, exitCode, durationSeconds, ran, why }, index) =>
        pulumi.output({
          place: places[index]!.place,
          stdout,
          stderr,
          exitCode,
          durationSeconds,
          ran,
          why,
        }),
      ),
    );
    this.stdout = tasks[0]?.stdout ?? pulumi.output("");
    this.registerOutputs({ results: this.results });
  }
}
