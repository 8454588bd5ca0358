import { setTimeout as sleep } from "node:timers/promises";

import type { Call } from "../../../runtime/resource";
import type { CommandResult } from "../../client/command";
import { commandOf, type Place } from "./task-place";
import type { TaskInputs, Words } from "./task-inputs";

/** Longest wait between two tries, in seconds. */
const LONGEST_WAIT = 60;
/** How much of standard error a failure shows. */
const LINES = 10;
const LINE_CHARACTERS = 500;

export interface TaskOutcome {
  /** Undefined where a guard said no. */
  result?: CommandResult;
  /** Why it ran, or why not. */
  why: string;
  /** The sentence for the user where it failed. */
  failure?: string;
}

/** Asks the guards, then runs the command, again where it fails and may be retried. */
export async function runTask(
  inputs: TaskInputs,
  why: string,
  place: Place,
  call: Pick<Call, "log" | "signal">,
): Promise<TaskOutcome> {
  const no = await guardsAgainst(inputs, place, call);
  if (no !== undefined) return { why: no };
  for (let attempt = 0; ; attempt++) {
    call.log.status(`running ${place.words}`);
    const { result, failure } = await runOnce(inputs, inputs.command, place, call);
    if (failure === undefined) return { result, why };
    if (attempt === inputs.retries || call.signal.aborted) return { result, why, failure };
    const wait = Math.min(inputs.retryWaitSeconds * 2 ** attempt, LONGEST_WAIT);
    call.log.info(`${failure}\ntrying again in ${wait} s (${attempt + 1} of ${inputs.retries})`);
    await sleep(wait * 1000, undefined, { signal: call.signal });
  }
}

/** Runs a command, with the task's input and its lines shown where that is asked for. */
export async function runOnce(
  inputs: TaskInputs,
  words: Words,
  place: Place,
  { log, signal }: Pick<Call, "log" | "signal">,
): Promise<{ result: CommandResult; failure?: string }> {
  const { stdin, logOutput } = inputs;
  const result = await place.run(
    { ...commandOf(inputs, words), ...(stdin !== undefined && { stdin }) },
    { signal, ...(logOutput && { onLine: (line: string) => log.info(line) }) },
  );
  if (result.exitCode === 0) return { result };
  const how =
    result.exitCode !== undefined
      ? `ended with exit code ${result.exitCode}`
      : signal.aborted
        ? "was cancelled, and ended"
        : `took longer than ${inputs.timeoutSeconds} s (timeoutSeconds), and was ended with all that it had started`;
  return { result, failure: `${titleOf(words)} ${place.words} ${how}${lastLines(result)}` };
}

/** The guard that is against it, in words; undefined where none is. */
async function guardsAgainst(
  inputs: TaskInputs,
  place: Place,
  call: Pick<Call, "log" | "signal">,
): Promise<string | undefined> {
  const { creates, onlyIf, unless } = inputs;
  const says = async (name: string, words: Words): Promise<boolean> => {
    call.log.status(`asking ${name} ${place.words}`);
    const result = await place.run(commandOf(inputs, words), { signal: call.signal });
    const { exitCode } = result;
    // A guard that could not be asked must not pass for a no.
    if (exitCode === undefined || exitCode === 126 || exitCode === 127)
      throw new Error(
        `${name} could not be asked ${place.words}: ${exitCode === undefined ? `it took longer than ${inputs.timeoutSeconds} s` : `exit code ${exitCode}`}${lastLines(result)}`,
      );
    return exitCode === 0;
  };
  if (creates !== undefined && (await says("creates", ["/bin/sh", "-c", EXISTS, "sh", creates])))
    return `${creates} is there (creates)`;
  if (onlyIf !== undefined && !(await says("onlyIf", onlyIf))) return "onlyIf said no";
  if (unless !== undefined && (await says("unless", unless))) return "unless said no";
  return undefined;
}

/** Also a link that leads nowhere is there. */
const EXISTS = '[ -e "$1" ] || [ -L "$1" ]';

function titleOf(words: Words): string {
  return typeof words === "string" ? "the script" : `the command ${JSON.stringify(words[0])}`;
}

function lastLines({ stdout, stderr }: CommandResult): string {
  const [name, text] = stderr.trim() === "" ? ["output", stdout] : ["standard error", stderr];
  const lines = text.trimEnd().split("\n").slice(-LINES);
  if (lines.join("") === "") return ", and said nothing";
  const shown = lines.map((line) => `  ${line.trimEnd().slice(-LINE_CHARACTERS)}`);
  return `; the end of its ${name}:\n${shown.join("\n")}`;
}
