import * as grpc from "@grpc/grpc-js";
import { EngineClient as GeneratedClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { GRPC_LIMITS } from "./grpc-limits";

export type Severity = "debug" | "info" | "warning" | "error";

export interface LogLine {
  /** Empty for the plugin as a whole. */
  urn: string;
  severity: Severity;
  message: string;
  /** A status that leaves no trace. */
  ephemeral: boolean;
}

const SEVERITIES: Record<Severity, LogSeverity> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** A lost line is no reason to hold up a call for longer. */
const LOG_DEADLINE_MILLISECONDS = 5000;

/** The way back to the engine. Connects at the first line; without an address, lines are dropped. */
export class EngineClient {
  private client: GeneratedClient | undefined;
  private address = "";

  /** Set by the command line, by Handshake or by Attach. */
  connect(address: string): void {
    if (address === this.address) return;
    this.close();
    this.address = address;
  }

  /** Resolves when the engine has the line, or can't be reached; never rejects. */
  log(line: LogLine): Promise<void> {
    if (this.address === "") return Promise.resolve();
    this.client ??= new GeneratedClient(
      this.address,
      grpc.credentials.createInsecure(),
      GRPC_LIMITS,
    );
    const request = new LogRequest()
      .setUrn(line.urn)
      .setSeverity(SEVERITIES[line.severity])
      .setMessage(line.message)
      .setEphemeral(line.ephemeral);
    const { client } = this;
    return new Promise((resolve) => {
      const deadline = Date.now() + LOG_DEADLINE_MILLISECONDS;
      client.log(request, new grpc.Metadata(), { deadline }, () => resolve());
    });
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
  }
}
