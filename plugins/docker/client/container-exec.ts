import { demuxLogs } from "./demux-logs";
import type { EngineTransport } from "./engine-request";
import { readAll } from "./read-all";

export interface ExecResult {
  exitCode: number;
  /** Standard output and error, merged. */
  output: string;
}

/** Runs a command in a running container, as the image's user, and waits for its end. */
export async function execInContainer(
  transport: EngineTransport,
  container: string,
  argv: readonly string[],
): Promise<ExecResult> {
  const { Id: id } = await transport.call<{ Id: string }>({
    method: "POST",
    path: `/containers/${encodeURIComponent(container)}/exec`,
    body: { AttachStdout: true, AttachStderr: true, Cmd: argv },
  });
  const stream = await transport.stream({
    method: "POST",
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: false },
  });
  const output = await readAll(stream, transport.where);
  const { ExitCode } = await transport.call<{ ExitCode: number }>({
    method: "GET",
    path: `/exec/${id}/json`,
  });
  return { exitCode: ExitCode, output: demuxLogs(output) };
}
