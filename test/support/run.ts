import { spawn, type ChildProcess } from "node:child_process";

export interface RunResult {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** Both, in the order in which they came. */
  output: string;
  seconds: number;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string | undefined>;
  /** Killed after so many seconds, with all its children. Defaults to 300. */
  timeoutSeconds?: number;
  /** Called with the process as soon as it runs. It leads a process group of its own. */
  started?: (child: ChildProcess) => void;
}

/** Runs a command to its end without a terminal. Never throws for an exit code. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint();
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const result: RunResult = { code: null, stdout: "", stderr: "", output: "", seconds: 0 };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      result.stdout += text;
      result.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      result.stderr += text;
      result.output += text;
    });
    const timer = setTimeout(
      () => {
        if (child.pid !== undefined) killGroup(child.pid);
        result.output += "\n(the test ended it: out of time)\n";
      },
      (options.timeoutSeconds ?? 300) * 1000,
    );
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      result.code = code;
      result.seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      resolve(result);
    });
    options.started?.(child);
  });
}

/** Ends a process group that {@link run} started, at once. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
