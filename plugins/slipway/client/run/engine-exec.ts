import type { Duplex } from "node:stream";

import { EngineError, isEngineError } from "../../../docker/client/engine-error";
import type { EngineTransport } from "../../../docker/client/engine-request";

export interface ExecStart {
  Cmd: readonly string[];
  Env?: readonly string[];
  User?: string | undefined;
  WorkingDir?: string | undefined;
  stdin: boolean;
}

export interface Exec {
  id: string;
  /** Starts it, and hands over the connection: frames one way, standard input the other. */
  attach(): Promise<Duplex>;
}

/** Something more that is to run in a container. */
export async function createExec(
  transport: EngineTransport,
  container: string,
  { stdin, ...start }: ExecStart,
): Promise<Exec> {
  const { Id: id } = await transport
    .call<{ Id: string }>({
      method: "POST",
      path: `/containers/${encodeURIComponent(container)}/exec`,
      body: { AttachStdin: stdin, AttachStdout: true, AttachStderr: true, ...start },
    })
    .catch((error: unknown) => {
      throw cantExec(error, container, transport.where);
    });
  return {
    id,
    attach: () =>
      transport.upgrade({
        method: "POST",
        path: `/exec/${id}/start`,
        body: { Detach: false, Tty: false },
        headers: {},
      }),
  };
}

/** How an exec is or was: its exit code is null while it runs; its pid is the host's. */
export function inspectExec(
  transport: EngineTransport,
  id: string,
): Promise<{ Running: boolean; ExitCode: number | null; Pid: number; ContainerID: string }> {
  return transport.call({ method: "GET", path: `/exec/${id}/json` });
}

function cantExec(error: unknown, container: string, where: string): unknown {
  if (isEngineError(error, "notFound"))
    return new EngineError("notFound", `there is no container ${container} on ${where}`, {
      cause: error,
    });
  if (isEngineError(error, "conflict"))
    return new EngineError(
      "conflict",
      `container ${container} on ${where} isn't running, or is paused: start it before a command can run in it`,
      { cause: error },
    );
  return error;
}
