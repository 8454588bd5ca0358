import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../../../plugins/docker/client/engine-error";

/** Where commands run: a host, or a cluster. */
export interface Reachable {
  readonly name: string;
  /** Its address, for people. */
  readonly where: string;
  /** Logs in. Rejects with an `EngineError` where it can't. */
  connect(): Promise<void>;
}

/** The time for the command is also the longest that it waits for its host. */
export async function connected(
  { connect, where }: Reachable,
  timeoutSeconds: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const over = new AbortController();
  const patience = sleep(timeoutSeconds * 1000, undefined, {
    signal: AbortSignal.any([signal, over.signal]),
  });
  const gaveUp = patience.then(
    () => Promise.reject(noAnswer(where, timeoutSeconds)),
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
    `${where} doesn't answer (${seconds} s): check that it is up and that no firewall is in the way`,
  );
}
