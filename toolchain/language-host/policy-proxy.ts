import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerHandshakeResponse,
  AnalyzerStackConfigureResponse,
  type AnalyzerStackConfigureRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";

type Unary = (call: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) => void;

/**
 * Stands between the engine and a policy pack. The pack's library wants the stack's configuration
 * in its environment when it starts, but the engine tells it over gRPC: so we take that call,
 * start the pack, and hand everything that follows through.
 */
export class PolicyProxy {
  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly state: ProxyState,
  ) {}

  static async listen(): Promise<PolicyProxy> {
    const state = new ProxyState();
    const server = new Server();
    server.addService(AnalyzerService, handlers(state));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return new PolicyProxy(server, port, state);
  }

  /**
   * What the engine says of the stack, as the variables that the pack's library reads. Empty where
   * it asks for something else first, as `pulumi policy publish` does.
   */
  async configuration(): Promise<Record<string, string>> {
    const request = await this.state.configured;
    if (request === undefined) return {};
    const config: Record<string, string> = {};
    request.getConfigMap().forEach((value: string, key: string) => {
      config[key] = value;
    });
    return {
      PULUMI_NODEJS_ORGANIZATION: request.getOrganization(),
      PULUMI_NODEJS_PROJECT: request.getProject(),
      PULUMI_NODEJS_STACK: request.getStack(),
      PULUMI_NODEJS_DRY_RUN: String(request.getDryRun()),
      PULUMI_CONFIG: JSON.stringify(config),
    };
  }

  /** Reads the pack's port from its first line; what follows on its stdout goes to `rest`. */
  attach(stdout: Readable, rest: (chunk: Buffer) => void): void {
    const lines = createInterface({ input: stdout });
    let attached = false;
    lines.on("line", (line) => {
      if (attached) return rest(Buffer.from(`${line}\n`));
      attached = true;
      void this.connect(line.trim());
    });
  }

  private async connect(port: string): Promise<void> {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const request = await this.state.configured;
    const definition = (AnalyzerService as unknown as ServiceDefinition).configureStack!;
    if (request === undefined) return this.state.ready(client);
    client.makeUnaryRequest(
      definition.path,
      definition.requestSerialize,
      definition.responseDeserialize,
      request,
      (error) => {
        // A pack made before that call existed has what it needs in its environment.
        if (error === null || error.code === status.UNIMPLEMENTED) this.state.ready(client);
        else this.state.failed(error);
      },
    );
  }

  close(reason: Error = new Error("the engine no longer needs the policy pack")): void {
    this.state.failed(reason);
    this.state.configure(undefined);
    this.server.forceShutdown();
  }
}

class ProxyState {
  configure!: (request: AnalyzerStackConfigureRequest | undefined) => void;
  ready!: (client: Client) => void;
  failed!: (error: Error) => void;
  readonly configured = new Promise<AnalyzerStackConfigureRequest | undefined>((resolve) => {
    this.configure = resolve;
  });
  readonly client = new Promise<Client>((resolve, reject) => {
    this.ready = resolve;
    this.failed = reject;
  });

  constructor() {
    // Whoever waits for the client hears of a failure; nobody waiting is no fault.
    this.client.catch(() => undefined);
  }
}

function handlers(state: ProxyState): Record<string, Unary> {
  const service = AnalyzerService as unknown as ServiceDefinition;
  const passed = Object.entries(service).map(([name, definition]): [string, Unary] => [
    name,
    (call, done) => {
      state.configure(undefined);
      state.client.then(
        (client) =>
          client.makeUnaryRequest(
            definition.path,
            definition.requestSerialize,
            definition.responseDeserialize,
            call.request,
            done,
          ),
        (error: Error) => done({ code: status.UNAVAILABLE, details: error.message }),
      );
    },
  ]);
  return {
    ...Object.fromEntries(passed),
    handshake: (_call, done) => done(null, new AnalyzerHandshakeResponse()),
    configureStack: (call, done) => {
      state.configure(call.request as AnalyzerStackConfigureRequest);
      done(null, new AnalyzerStackConfigureResponse());
    },
  };
}
