import { Server, ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export interface ReceivedLine {
  severity: "debug" | "info" | "warning" | "error";
  message: string;
  urn: string;
  /** A status that leaves no trace in the log. */
  ephemeral: boolean;
}

/** The engine's side of the log. */
export interface FakeEngine {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** What was logged, in order. */
  readonly lines: ReceivedLine[];
  close(): Promise<void>;
}

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** Starts an engine that only takes log lines. */
export async function fakeEngine(): Promise<FakeEngine> {
  const lines: ReceivedLine[] = [];
  const server = new Server();
  server.addService(
    { log: EngineService.log },
    {
      log: ({ request }: { request: LogRequest }, done: sendUnaryData<Empty>) => {
        lines.push({
          severity: SEVERITIES[request.getSeverity()],
          message: request.getMessage(),
          urn: request.getUrn(),
          ephemeral: request.getEphemeral(),
        });
        done(null, new Empty());
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    lines,
    close: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}
