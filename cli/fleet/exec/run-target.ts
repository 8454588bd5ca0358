import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, isEngineError } from "../../../plugins/docker/client/engine-error";
import type { Command } from "../../../plugins/slipway/client/command";
import type { OpenHost } from "../open-hosts";
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

/** The time for the command is also the longest that it waits for its host. */
async function connected(
  { connect, access }: OpenHost,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const patience = sleep(timeoutSeconds * 1000, undefined, {
    signal: AbortSignal.any([signal, over.signal]),
  });
  const gaveUp = patience.then(
    () => Promise.reject(noAnswer(access.where, timeoutSeconds)),
    () => Promise.reject(new EngineError("aborted", "the command was interrupted")),
  );
  gaveUp.catch(() => undefined); // Nobody waits for it where the host answers.
  const connecting = connect();
  connecting.catch(() => undefined); // Nor for this, where the time was over.
  try {
    await Promise.race([connecting, gaveUp]);
  } finally {
    over.abort();
  }
}

function noAnswer(where: string, seconds: number): EngineError {
  return new EngineError(
    "unreachable",
    `${where} doesn't answer (${seconds} s): check that the host is up and that a firewall lets ssh through`,
  );
}
