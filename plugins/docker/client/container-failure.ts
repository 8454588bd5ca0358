import type { Engine } from "./engine";
import type { EngineContainer } from "./engine-types";
import { LOG_LINES, logTail } from "./log-tail";

const PROBE_BYTES = 500;

const EXIT_CODES: Readonly<Record<number, string>> = {
  125: "Docker itself failed",
  126: "the command is not executable",
  127: "the command was not found",
  130: "interrupted (SIGINT)",
  134: "aborted (SIGABRT)",
  137: "killed (SIGKILL)",
  139: "segmentation fault (SIGSEGV)",
  143: "terminated (SIGTERM)",
};

/** Why a container isn't ready: its state, its last probe, its last log lines; one message. */
export async function containerFailure(
  engine: Engine,
  container: EngineContainer,
  reason = stateInWords(container),
): Promise<string> {
  const parts = [`container "${container.Name.slice(1)}" is not ready: ${reason}`];
  const probe = lastProbe(container);
  if (probe !== undefined) parts.push(`last probe: ${probe}`);
  const logs = await lastLines(engine, container.Id);
  parts.push(logs === "" ? "it has logged nothing" : `its last log lines:\n${logs}`);
  return parts.join("; ");
}

/** @param lastExit exit code of the last end that was seen, for a container that runs again by now. */
export function stateInWords(
  { State: state, RestartCount }: EngineContainer,
  lastExit = state.ExitCode,
): string {
  if (state.OOMKilled && !state.Running)
    return `killed for lack of memory (exit code ${lastExit}): raise \`memory\``;
  const code = `exit code ${lastExit}${EXIT_CODES[lastExit] ? `: ${EXIT_CODES[lastExit]}` : ""}`;
  if (state.Restarting || RestartCount > 0)
    return `it keeps ending and being restarted (${RestartCount} times, ${code})`;
  if (state.Health?.Status === "unhealthy" && state.Running)
    return `it is unhealthy (${state.Health.FailingStreak} probes failed in a row)`;
  if (state.Running)
    return state.Health ? `its health is still "${state.Health.Status}"` : "it is running";
  if (state.Status === "created")
    return state.Error === "" ? "it was never started" : `it could not be started: ${state.Error}`;
  return `it has ended (${code})${state.Error === "" ? "" : `: ${state.Error}`}`;
}

function lastProbe({ State: { Health: health } }: EngineContainer): string | undefined {
  const probe = health?.Status === "healthy" ? undefined : health?.Log?.at(-1);
  if (probe === undefined || probe.ExitCode === 0) return undefined;
  const output = probe.Output.trim().slice(-PROBE_BYTES);
  return `exit code ${probe.ExitCode}${output === "" ? ", no output" : `, "${output}"`}`;
}

async function lastLines(engine: Engine, id: string): Promise<string> {
  try {
    return logTail(await engine.containerLogs(id, LOG_LINES));
  } catch {
    return ""; // log drivers such as "none" can't be read, and the container may be gone
  }
}
