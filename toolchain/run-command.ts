import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Note } from "./progress";
import { UserError } from "./user-error";

const TAIL_LINES = 20;

export interface RunCommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each line that the command prints. */
  note?: Note;
  /** Written to the command's stdin. Defaults to nothing. */
  input?: string;
  /** After this many milliseconds the command is killed. Defaults to no limit. */
  timeoutMs?: number;
}

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end and returns what it printed, whatever its exit code. */
export function tryCommand(
  command: string,
  args: string[],
  options: RunCommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
    });
    const collect = (stream: Readable | null) => {
      const chunks: Buffer[] = [];
      stream?.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        const line = chunk
          .toString()
          .trimEnd()
          .split(/[\r\n]/)
          .at(-1)
          ?.trim();
        if (line !== undefined && line !== "") options.note?.(line);
      });
      return () => Buffer.concat(chunks).toString();
    };
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.stdin?.on("error", () => undefined); // the exit code tells what matters
    child.stdin?.end(options.input);
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code: code ?? 128, stdout: stdout(), stderr: stderr() }),
    );
  });
}

/** Runs a command; where it fails, throws `failure` and the last lines that it printed. */
export async function runCommand(
  command: string,
  args: string[],
  failure: string,
  options: RunCommandOptions = {},
): Promise<string> {
  let result: CommandResult;
  try {
    result = await tryCommand(command, args, options);
  } catch (error) {
    throw new UserError(`${failure}: ${command} could not be started.`, { cause: error });
  }
  if (result.code === 0) return result.stdout;
  const tail = `${result.stdout}\n${result.stderr}`
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-TAIL_LINES)
    .map((line) => `  ${line}`);
  throw new UserError(
    [`${failure} (${command} ended with code ${result.code}):`, ...tail].join("\n"),
  );
}
