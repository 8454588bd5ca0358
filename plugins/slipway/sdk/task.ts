import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";

/** Program and arguments, which no shell sees; or a script, for `shell`. */
export type TaskWords = pulumi.Input<string> | pulumi.Input<string>[];

export interface TaskVolumeArgs {
  /** Absolute path in the container. */
  path: pulumi.Input<string>;
  /** Name of a volume. Either this or `hostPath`. */
  volume?: pulumi.Input<string>;
  /** Absolute path on the host. */
  hostPath?: pulumi.Input<string>;
  /** Defaults to false. */
  readOnly?: pulumi.Input<boolean>;
}

export interface FreshContainerArgs {
  /** Pulled where it is absent, with the docker command's logins. */
  image: pulumi.Input<string>;
  /** Names or ids of networks that it joins. Defaults to the engine's default bridge. */
  networks?: pulumi.Input<pulumi.Input<string>[]>;
  /** Defaults to none. */
  volumes?: pulumi.Input<pulumi.Input<TaskVolumeArgs>[]>;
  /** Puts the image's entrypoint before the command. Defaults to false: the command is the program. */
  useEntrypoint?: pulumi.Input<boolean>;
}

/** What a task runs, and when. */
export interface TaskCommandArgs {
  /**
   * What runs: a list is program and arguments, which no shell sees; a text is a script for `shell`, which stops at the
   * first command that fails (`-e`). A change runs it again.
   */
  command: TaskWords;
  /** Shell for scripts. Defaults to `/bin/sh`. A change runs it again. */
  shell?: pulumi.Input<string>;
  /** Environment variables, beside those that are there. Defaults to none. A change runs it again. */
  env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Variables whose values are secret: never in state as they are, in logs, in a command line or in a container's
   * configuration. Makes the outputs secret. Defaults to none. A change runs it again.
   */
  secretEnv?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Standard input. A secret, and makes the outputs secret. Defaults to none. A change runs it again. */
  stdin?: pulumi.Input<string>;
  /** Defaults to the image's user, or who logs in to the host. A change runs it again. */
  user?: pulumi.Input<string>;
  /** Absolute path. Defaults to the image's working directory, or the user's home. A change runs it again. */
  workdir?: pulumi.Input<string>;
  /** Seconds after which it, and all that it started, is killed; 1 to 86400. Defaults to 60. */
  timeoutSeconds?: pulumi.Input<number>;
  /** Times that a failing command is tried again, 0 to 100. Defaults to 0. */
  retries?: pulumi.Input<number>;
  /** Seconds before the first retry, 0 to 3600; doubled each time, up to 60. Defaults to 1. */
  retryWaitSeconds?: pulumi.Input<number>;
  /** Values whose change runs it again, such as the digest of an image. Defaults to none. */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
  /** Guard: runs only where this ends with exit code 0. Asked in the task's place when it would run. Defaults to none. */
  onlyIf?: TaskWords;
  /** Guard: doesn't run where this ends with exit code 0. Defaults to none. */
  unless?: TaskWords;
  /** Guard: doesn't run where this absolute path exists. Defaults to none. */
  creates?: pulumi.Input<string>;
  /** Runs when the task is removed, in its place and with its variables. Defaults to nothing. */
  onDelete?: TaskWords;
  /** Bytes kept of each of the two outputs, the last ones; 0 to 1048576. Defaults to 65536. */
  maxOutputBytes?: pulumi.Input<number>;
  /** Shows each line of its outputs as it comes. Defaults to false. */
  logOutput?: pulumi.Input<boolean>;
  /** Keeps the outputs as secrets. Defaults to false. */
  secretOutput?: pulumi.Input<boolean>;
}

export interface TaskArgs extends TaskCommandArgs {
  /** The host. Defaults to the one of the docker CLI. Another host replaces. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** Name or id of a running container. Defaults to none: the command runs on the host itself. A change runs it again. */
  container?: pulumi.Input<string>;
  /** A container of its own, which goes with the command. A change runs it again. */
  freshContainer?: pulumi.Input<FreshContainerArgs>;
}

/**
 * A command in one place. It runs when the task is new, when it failed the last time, and when something that the
 * arguments call so changed. `components/tasks/task.ts` places it in workloads and on groups of hosts.
 */
export class Task extends pulumi.CustomResource {
  /** The end of its standard output. */
  declare public readonly stdout: pulumi.Output<string>;
  /** The end of its standard error. */
  declare public readonly stderr: pulumi.Output<string>;
  /** Undefined where a guard said no. */
  declare public readonly exitCode: pulumi.Output<number | undefined>;
  declare public readonly durationSeconds: pulumi.Output<number | undefined>;
  /** False where a guard said no. */
  declare public readonly ran: pulumi.Output<boolean>;
  /** Why it ran the last time, or why not. */
  declare public readonly why: pulumi.Output<string>;

  constructor(name: string, args: TaskArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = ["stdout", "stderr", "exitCode", "durationSeconds", "ran", "why"];
    super(
      "slipway:tasks:Task",
      name,
      {
        ...args,
        ...(args.secretEnv !== undefined && { secretEnv: pulumi.secret(args.secretEnv) }),
        ...(args.stdin !== undefined && { stdin: pulumi.secret(args.stdin) }),
        ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      },
      opts,
    );
  }
}
