import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { CallScope } from "./call-scope";
import { callOf } from "./calling-instance";
import { errorStatus } from "./error-status";
import { GRPC_LIMITS } from "./grpc-limits";
import { engineCalls } from "./rpc/engine-calls";
import type { ProviderInstance } from "./provider-instance";
import { resourceCalls } from "./rpc/resource-calls";
import type { UnaryCall } from "./unary-call";

/** A gRPC server for one provider instance, not yet bound to a port. */
export function providerServer<C>(instance: ProviderInstance<C>): grpc.Server {
  const calls: Record<string, UnaryCall<C>> = { ...engineCalls<C>(), ...resourceCalls<C>() };
  const service: Record<string, grpc.MethodDefinition<unknown, Uint8Array>> = {};
  const handlers: grpc.UntypedServiceImplementation = {};
  for (const [name, call] of Object.entries(calls)) {
    service[name] = {
      path: path(name),
      requestStream: false,
      responseStream: false,
      requestSerialize: () => Buffer.alloc(0), // never used by a server
      requestDeserialize: call.parse,
      responseSerialize: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      responseDeserialize: (bytes) => bytes,
    };
    handlers[name] = handler(instance, call);
  }
  const server = new grpc.Server(GRPC_LIMITS);
  // What has no entry (Parameterize, Construct, Call) is answered as unimplemented by gRPC itself.
  server.addService(service, handlers);
  return server;
}

/** From the generated service, so that a misspelt name fails at start. */
function path(name: string): string {
  const method = (ResourceProviderService as grpc.ServiceDefinition)[name];
  if (method === undefined) throw new TypeError(`pulumirpc.ResourceProvider has no ${name}`);
  return method.path;
}

function handler<C>(
  instance: ProviderInstance<C>,
  call: UnaryCall<C>,
): grpc.handleUnaryCall<unknown, Uint8Array> {
  return ({ request }, callback) => {
    const scope = call.begin(instance, request);
    void callOf(instance, () =>
      answer(instance, scope, () => call.run(instance, scope, request), callback),
    );
  };
}

/** Runs a call's work; its log lines have reached the engine before it is answered. */
async function answer<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  work: () => Uint8Array | Promise<Uint8Array>,
  callback: grpc.sendUnaryData<Uint8Array>,
): Promise<void> {
  let bytes: Uint8Array | undefined;
  let failure: grpc.StatusObject | undefined;
  try {
    bytes = await scope.run(work);
  } catch (error) {
    failure = errorStatus(instance.definition.name, error, scope);
  }
  instance.end(scope);
  await scope.log.flush();
  callback(failure ?? null, bytes);
}
