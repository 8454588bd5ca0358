import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { parseFailureText } from "../../plugins/runtime/check-failure-text";
import { GRPC_LIMITS } from "../../plugins/runtime/grpc-limits";
import { listen } from "../../plugins/runtime/listen";
import type { CheckFailure, Props, ProviderDefinition } from "../../plugins/runtime/resource";
import { readStruct } from "../../plugins/runtime/wire/struct-reader";
import { writeStruct } from "../../plugins/runtime/wire/struct-writer";
import { fakeEngine, type FakeEngine } from "./fake-engine";

export { secret, Secret, UNKNOWN } from "../../plugins/runtime/values";

/** What there is of a resource, as the engine would keep it. */
export interface Kept {
  id: string;
  state: Props;
  /** Reasons why it isn't ready; undefined where it is. */
  notReady?: string[];
}

export interface DiffAnswer {
  changes: "none" | "some" | "unknown";
  /** Top-level properties. */
  diffs: string[];
  replaces: string[];
  deleteBeforeReplace: boolean;
  /** Path → `add`, `delete`, `update`, with `-replace` behind where it replaces. */
  detailed: Record<string, { kind: string; inputDiff: boolean }>;
}

/** Options that the engine would send with a call. */
export interface CallOptions {
  /** Logical name. Defaults to `it`. */
  name?: string;
  /** Seconds (`customTimeouts`). Defaults to none. */
  timeoutSeconds?: number;
  ignoreChanges?: string[];
}

export interface CheckOptions extends CallOptions {
  /** Defaults to 32 fixed bytes: autonames are then always the same. */
  randomSeed?: Uint8Array;
  autonaming?: { mode: "propose" | "enforce" | "disable"; proposedName: string };
}

const STACK = "urn:pulumi:test::project::";

/** The URN the harness gives a resource. */
export function urnOf(type: string, name = "it"): string {
  return `${STACK}${type}::${name}`;
}

/**
 * A provider on a port, driven through the real protocol by generated code, as the engine does it. Values in and out
 * are plain data; `secret(…)` and UNKNOWN may stand anywhere, and come back wherever the provider marked them.
 */
export class ProviderHarness {
  constructor(
    readonly client: ResourceProviderClient,
    /** Receives what the provider logs. */
    readonly engine: FakeEngine,
    private readonly definition: { name: string },
    private readonly close: () => Promise<void>,
  ) {}

  async checkConfig(inputs: Props): Promise<{ inputs: Props; failures: CheckFailure[] }> {
    const type = `pulumi:providers:${this.definition.name}`;
    const request = about(new pb.CheckRequest(), type, {});
    request.setNews(toStruct(inputs)).setOlds(toStruct({}));
    const response = await this.send<pb.CheckResponse>((done) =>
      this.client.checkConfig(request, done),
    );
    return { inputs: fromStruct(response.getInputs()), failures: failures(response) };
  }

  async diffConfig(oldInputs: Props, inputs: Props): Promise<DiffAnswer> {
    const type = `pulumi:providers:${this.definition.name}`;
    const request = about(new pb.DiffRequest(), type, {}).setId("provider-id");
    request.setOldInputs(toStruct(oldInputs)).setOlds(toStruct(oldInputs));
    request.setNews(toStruct(inputs));
    return diffAnswer(
      await this.send<pb.DiffResponse>((done) => this.client.diffConfig(request, done)),
    );
  }

  /** @param inputs As the SDK sends them: JSON text for everything but strings. */
  async configure(inputs: Props = {}): Promise<pb.ConfigureResponse.AsObject> {
    const request = new pb.ConfigureRequest().setArgs(toStruct(inputs));
    request.setAcceptsecrets(true).setSendsOldInputs(true).setSendsOldInputsToDelete(true);
    const response = await this.send<pb.ConfigureResponse>((done) =>
      this.client.configure(request, done),
    );
    return response.toObject();
  }

  async check(
    type: string,
    inputs: Props,
    oldInputs: Props = {},
    options: CheckOptions = {},
  ): Promise<{ inputs: Props; failures: CheckFailure[] }> {
    const request = about(new pb.CheckRequest(), type, options);
    request.setNews(toStruct(inputs)).setOlds(toStruct(oldInputs));
    request.setRandomseed(options.randomSeed ?? new Uint8Array(32).fill(7));
    if (options.autonaming !== undefined) {
      const { Mode } = pb.CheckRequest.AutonamingOptions;
      const modes = { propose: Mode.PROPOSE, enforce: Mode.ENFORCE, disable: Mode.DISABLE };
      request.setAutonaming(
        new pb.CheckRequest.AutonamingOptions()
          .setMode(modes[options.autonaming.mode])
          .setProposedName(options.autonaming.proposedName),
      );
    }
    const response = await this.send<pb.CheckResponse>((done) => this.client.check(request, done));
    return { inputs: fromStruct(response.getInputs()), failures: failures(response) };
  }

  async diff(
    type: string,
    old: { id: string; inputs: Props; state: Props },
    inputs: Props,
    options: CallOptions = {},
  ): Promise<DiffAnswer> {
    const request = about(new pb.DiffRequest(), type, options).setId(old.id);
    request.setOldInputs(toStruct(old.inputs)).setOlds(toStruct(old.state));
    request.setNews(toStruct(inputs)).setIgnorechangesList(options.ignoreChanges ?? []);
    return diffAnswer(await this.send<pb.DiffResponse>((done) => this.client.diff(request, done)));
  }

  create(type: string, inputs: Props, options: CallOptions = {}): Promise<Kept> {
    return this.createCall(type, inputs, options, false);
  }

  previewCreate(type: string, inputs: Props, options: CallOptions = {}): Promise<Kept> {
    return this.createCall(type, inputs, options, true);
  }

  update(
    type: string,
    old: { id: string; inputs: Props; state: Props },
    inputs: Props,
    options: CallOptions = {},
  ): Promise<Kept> {
    return this.updateCall(type, old, inputs, options, false);
  }

  previewUpdate(
    type: string,
    old: { id: string; inputs: Props; state: Props },
    inputs: Props,
    options: CallOptions = {},
  ): Promise<Kept> {
    return this.updateCall(type, old, inputs, options, true);
  }

  /** @param old Nothing on import. */
  async read(
    type: string,
    id: string,
    old?: { inputs?: Props; state?: Props },
    options: CallOptions = {},
  ): Promise<(Kept & { inputs: Props }) | undefined> {
    const request = about(new pb.ReadRequest(), type, options).setId(id);
    if (old?.inputs !== undefined) request.setInputs(toStruct(old.inputs));
    if (old?.state !== undefined) request.setProperties(toStruct(old.state));
    try {
      const response = await this.send<pb.ReadResponse>((done) => this.client.read(request, done));
      if (response.getId() === "") return undefined;
      return {
        id: response.getId(),
        state: fromStruct(response.getProperties()),
        inputs: fromStruct(response.getInputs()),
      };
    } catch (error) {
      const { kept, inputs } = initFailed(error);
      return { ...kept, inputs };
    }
  }

  async delete(
    type: string,
    old: { id: string; inputs: Props; state: Props },
    options: CallOptions = {},
  ): Promise<void> {
    const request = about(new pb.DeleteRequest(), type, options).setId(old.id);
    request.setOldInputs(toStruct(old.inputs)).setProperties(toStruct(old.state));
    request.setTimeout(options.timeoutSeconds ?? 0);
    await this.send<Empty>((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: Props): Promise<Props> {
    const request = new pb.InvokeRequest().setTok(token).setArgs(toStruct(args));
    const response = await this.send<pb.InvokeResponse>((done) =>
      this.client.invoke(request, done),
    );
    return fromStruct(response.getReturn());
  }

  async getSchema(): Promise<string> {
    const request = new pb.GetSchemaRequest();
    return (
      await this.send<pb.GetSchemaResponse>((done) => this.client.getSchema(request, done))
    ).getSchema();
  }

  /** Ctrl-C. */
  async cancel(): Promise<void> {
    await this.send<Empty>((done) => this.client.cancel(new Empty(), done));
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.close();
    await this.engine.close();
  }

  private async createCall(
    type: string,
    inputs: Props,
    options: CallOptions,
    preview: boolean,
  ): Promise<Kept> {
    const request = about(new pb.CreateRequest(), type, options).setPreview(preview);
    request.setProperties(toStruct(inputs)).setTimeout(options.timeoutSeconds ?? 0);
    try {
      const response = await this.send<pb.CreateResponse>((done) =>
        this.client.create(request, done),
      );
      return { id: response.getId(), state: fromStruct(response.getProperties()) };
    } catch (error) {
      return initFailed(error).kept;
    }
  }

  private async updateCall(
    type: string,
    old: { id: string; inputs: Props; state: Props },
    inputs: Props,
    options: CallOptions,
    preview: boolean,
  ): Promise<Kept> {
    const request = about(new pb.UpdateRequest(), type, options).setId(old.id).setPreview(preview);
    request.setOldInputs(toStruct(old.inputs)).setOlds(toStruct(old.state));
    request.setNews(toStruct(inputs)).setIgnorechangesList(options.ignoreChanges ?? []);
    request.setTimeout(options.timeoutSeconds ?? 0);
    try {
      const response = await this.send<pb.UpdateResponse>((done) =>
        this.client.update(request, done),
      );
      return { id: old.id, state: fromStruct(response.getProperties()) };
    } catch (error) {
      return initFailed(error).kept;
    }
  }

  private send<R>(
    call: (done: (error: ServiceError | null, response: R) => void) => unknown,
  ): Promise<R> {
    return new Promise((resolve, reject) => {
      call((error, response) => {
        if (error === null) resolve(response);
        else reject(callError(error));
      });
    });
  }
}

/** Starts a provider on a port of its own, with an engine that notes what it logs. */
export async function startProvider<C>(
  definition: ProviderDefinition<C>,
): Promise<ProviderHarness> {
  const engine = await fakeEngine();
  const provider = await listen(definition, engine.address);
  const client = new ResourceProviderClient(
    `127.0.0.1:${provider.port}`,
    credentials.createInsecure(),
    GRPC_LIMITS,
  );
  return new ProviderHarness(client, engine, definition, () => provider.close());
}

function about<
  M extends { setUrn(urn: string): M; setName(name: string): M; setType(type: string): M },
>(message: M, type: string, { name = "it" }: CallOptions): M {
  return message.setUrn(urnOf(type, name)).setName(name).setType(type);
}

/** What the user would see: the message alone. `cause` is gRPC's error. */
function callError(error: ServiceError): Error {
  return new Error(error.details, { cause: error });
}

/** The state in an init-failed error; throws any other error again. */
function initFailed(error: unknown): { kept: Kept; inputs: Props } {
  const { cause } = error as { cause?: ServiceError };
  const [trailer] = cause?.metadata.get("grpc-status-details-bin") ?? [];
  if (!Buffer.isBuffer(trailer)) throw error;
  for (const any of Status.deserializeBinary(trailer).getDetailsList()) {
    if (!any.getTypeUrl().endsWith("/pulumirpc.ErrorResourceInitFailed")) continue;
    const detail = pb.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
    return {
      kept: {
        id: detail.getId(),
        state: fromStruct(detail.getProperties()),
        notReady: detail.getReasonsList(),
      },
      inputs: fromStruct(detail.getInputs()),
    };
  }
  throw error;
}

const KINDS = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

function diffAnswer(response: pb.DiffResponse): DiffAnswer {
  const detailed: DiffAnswer["detailed"] = {};
  response.getDetaileddiffMap().forEach((value, path) => {
    detailed[path] = { kind: KINDS[value.getKind()] ?? "?", inputDiff: value.getInputdiff() };
  });
  return {
    changes: (["unknown", "none", "some"] as const)[response.getChanges()],
    diffs: response.getDiffsList(),
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detailed,
  };
}

function failures(response: pb.CheckResponse): CheckFailure[] {
  return response.getFailuresList().map((failure) => parseFailureText(failure.getReason()));
}

function toStruct(props: Props): Struct {
  return Struct.deserializeBinary(writeStruct(props));
}

function fromStruct(struct: Struct | undefined): Props {
  return struct === undefined ? {} : readStruct(struct.serializeBinary());
}
