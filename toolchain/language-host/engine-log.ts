import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { ProgramOutput } from "./run-program";

/** The engine numbers the streams of plugins that it reads itself from 1; messages of one stream are shown as one text. */
const STREAMS = { stdout: 1_000_001, stderr: 1_000_002 } as const;
type Stream = keyof typeof STREAMS;

/** Shows what a program prints as the engine does where it reads that itself: line by line, as news of the stack. */
export function engineLog(engineAddress: string): ProgramOutput {
  const client = new EngineClient(engineAddress, credentials.createInsecure());
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const rest: Record<Stream, string> = { stdout: "", stderr: "" };
  let sent = Promise.resolve();
  const send = (stream: Stream, message: string) => {
    if (message.trim() === "") return;
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setMessage(message);
    request.setStreamid(STREAMS[stream]);
    // One after the other, so that lines stay in order. An engine that is gone shows nothing any more.
    sent = sent.then(() => new Promise((resolve) => client.log(request, () => resolve())));
  };
  const take = (stream: Stream, text: string) => {
    const lines = (rest[stream] + text).split(/(?<=\n)/);
    rest[stream] = lines.at(-1)!.endsWith("\n") ? "" : lines.pop()!;
    for (const line of lines) send(stream, line);
  };
  return {
    write: (stream, chunk) => take(stream, decoders[stream].decode(chunk, { stream: true })),
    async end() {
      for (const stream of ["stdout", "stderr"] as const) {
        take(stream, decoders[stream].decode());
        send(stream, rest[stream]);
      }
      await sent;
      client.close();
    },
  };
}
