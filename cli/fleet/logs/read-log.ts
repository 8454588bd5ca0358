import { engineErrorFrom } from "../../../plugins/docker/client/connection-error";
import type { EngineTransport } from "../../../plugins/docker/client/engine-request";
import { DockerFrames } from "../../../plugins/slipway/client/run/docker-frames";
import { LineSplitter } from "../../../plugins/slipway/client/run/line-splitter";
import { stamped, type LogLine, type LogSource } from "./log-line";
import type { From } from "./log-place";

export interface ReadLogOptions extends From {
  /** Goes on until the container ends. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/** The lines of one container's log, as they come. Rejects with an `EngineError`. */
export async function* readLog(
  transport: EngineTransport,
  source: LogSource,
  id: string,
  { since, tail, follow = false, signal }: ReadLogOptions,
): AsyncGenerator<LogLine> {
  const { Config } = await transport.call<{ Config: { Tty: boolean } }>({
    method: "GET",
    path: `/containers/${id}/json`,
  });
  const stream = await transport.stream({
    method: "GET",
    path: `/containers/${id}/logs`,
    query: {
      stdout: true,
      stderr: true,
      timestamps: true,
      follow,
      since,
      tail: tail === undefined ? "all" : String(tail),
    },
    signal,
  });
  let ready: LogLine[] = [];
  const lines = (from: LogLine["stream"]) =>
    new LineSplitter((line) => ready.push({ source, stream: from, ...stamped(line) }));
  const outputs = { stdout: lines("stdout"), stderr: lines("stderr") };
  const frames = new DockerFrames((piece, from) => outputs[from].add(piece));
  try {
    for await (const chunk of stream) {
      // A terminal's output comes as it is; anything else in frames.
      if (Config.Tty) outputs.stdout.add(chunk as Buffer);
      else frames.add(chunk as Buffer);
      const now = ready;
      ready = [];
      yield* now;
    }
  } catch (error) {
    throw engineErrorFrom(error, transport.where);
  }
  outputs.stdout.end();
  outputs.stderr.end();
  yield* ready;
}
