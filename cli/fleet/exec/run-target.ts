import { isEngineError } from "../../../plugins/docker/client/engine-error";
import type { Command } from "../../../plugins/slipway/client/command";
import { connected } from "./connected";
import type { Outcome } from "./outcome";
import type { Target } from "./targets";

/** Runs the command on one target. Never rejects for what a host or the command does. */
export async function runOn(
  { host, workload, container, run }: Target,
  command: Command,
  signal: AbortSignal,
  onLine: (line: string, from: "stdout" | "stderr") => void,
): Promise<Outcome> {
  const who = { host: host.name, workload, container };
  try {
    await connected(host, command.timeoutSeconds, signal);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (signal.aborted) return { ...who, status: "interrupted" };
    return { ...who, status: "unreachable", error: error.message };
  }
  try {
    const { exitCode, ...result } = await run(command, { onLine, signal });
    const status = exitCode === 0 ? "ok" : "failed";
    if (exitCode !== undefined) return { ...who, ...result, exitCode, status };
    return { ...who, ...result, status: signal.aborted ? "interrupted" : "timed-out" };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (signal.aborted) return { ...who, status: "interrupted", error: error.message };
    const status = error.code === "unreachable" ? "unreachable" : "refused";
    return { ...who, status, error: error.message };
  }
}
