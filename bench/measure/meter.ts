import type { Command } from "./command";

/** Counts the CPU time of a command and of everything it starts. One meter serves one command. */
export interface Meter {
  /** How it counts, for the report. */
  readonly kind: "cgroup" | "times";
  /** Milliseconds between two looks at memory; a look at the whole process table costs more. */
  readonly sampleMs: number;
  /** The command to run instead, so that it is counted. */
  wrap(command: Command): Command;
  /** Processes of the command that are alive now. `rootPid` is the one that was spawned. */
  pids(rootPid: number): number[];
  /** User and system CPU seconds so far; `times` knows them only after the command's end. */
  cpuSeconds(): number;
  /** Ends what is still running and cleans up. */
  close(rootPid: number | undefined): Promise<void>;
}
