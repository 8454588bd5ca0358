import type { Engine } from "../../client/engine";
import type { EngineContainer } from "../../client/engine-types";

const LOG_LINES = 10;
const LOG_CHARACTERS = 4000;

/** What became of a container that isn't ready: its name, its state, the last probe, its last log lines. */
export async function notReadySentence(
  engine: Engine,
  found: EngineContainer,
  waitedMs: number,
): Promise<string> {
  const name = found.Name.slice(1);
  const probe = found.State.Health?.Log?.at(-1);
  const parts = [`the container ${name} is not ready: it ${stateWords(found, waitedMs)}`];
  if (probe && probe.ExitCode !== 0)
    parts.push(
      `last health probe (exit code ${probe.ExitCode}): ${probe.Output.trim().slice(0, 500) || "no output"}`,
    );
  const log = await engine
    .containerLogs(found.Id, LOG_LINES)
    .catch((error: Error) => `(not readable: ${error.message})`);
  const lines = log.slice(-LOG_CHARACTERS).trimEnd();
  parts.push(lines === "" ? "it has logged nothing" : `last log lines:\n${indent(lines)}`);
  return parts.join("\n");
}

function stateWords({ State, RestartCount }: EngineContainer, waitedMs: number): string {
  const waited = `${Math.max(1, Math.round(waitedMs / 1000))} s`;
  if (State.Restarting || (RestartCount > 0 && !State.Running))
    return `keeps ending with ${exitWords(State.ExitCode, State.OOMKilled)} and being restarted (${RestartCount} times)`;
  if (!State.Running)
    return `exited with ${exitWords(State.ExitCode, State.OOMKilled)}${State.Error ? ` (${State.Error})` : ""}`;
  if (State.Health?.Status === "unhealthy")
    return `is unhealthy after ${waited}: ${State.Health.FailingStreak} failed probes`;
  if (RestartCount > 0) return `was restarted ${RestartCount} times within ${waited}`;
  return `is still ${State.Health?.Status ?? State.Status} after ${waited}`;
}

function exitWords(code: number, outOfMemory: boolean): string {
  if (outOfMemory) return `code ${code}: it used more memory than its limit allows`;
  const signals: Record<number, string> = {
    137: "SIGKILL",
    139: "SIGSEGV",
    143: "SIGTERM",
    134: "SIGABRT",
  };
  const signal = signals[code];
  return signal === undefined ? `code ${code}` : `code ${code} (${signal})`;
}

function indent(lines: string): string {
  return lines.replace(/^/gm, "  ");
}
