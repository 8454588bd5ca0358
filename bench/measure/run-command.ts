import { spawn } from "node:child_process";
import type { Command } from "./command";

export interface CommandOutcome {
  readonly exitCode: number | null;
  /** When it exited, on the clock of `performance.now()`. */
  readonly endedAt: number;
  /** Standard output alone. */
  readonly stdout: string;
  /** The last {@link TAIL_BYTES} of standard output and standard error as they came. */
  readonly tail: string;
}

const TAIL_BYTES = 16 * 1024;
const PIPE_GRACE_MS = 250;
const STDOUT_BYTES = 4 * 1024 * 1024;

/** Runs a command to its end. Its output is kept, not shown; `onSpawn` gets its process id. */
export function runCommand(
  command: Command,
  hooks: { onSpawn?: (pid: number) => void } = {},
): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const [file, ...args] = command.argv;
    const child = spawn(file, args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let tail = "";
    const keep = (chunk: string): void => {
      tail = (tail + chunk).slice(-TAIL_BYTES);
    };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (stdout.length < STDOUT_BYTES) stdout += chunk;
      keep(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", keep);
    child.once("error", reject);
    if (child.pid !== undefined) hooks.onSpawn?.(child.pid);
    // "exit", not "close": a detached helper may hold our pipes open long after the command is done.
    child.once("exit", (exitCode) => {
      const endedAt = performance.now();
      const settle = (): void => {
        clearTimeout(grace);
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ exitCode, endedAt, stdout, tail });
      };
      const grace = setTimeout(settle, PIPE_GRACE_MS);
      child.once("close", settle);
    });
  });
}
