import type { CallScope } from "./call-scope";
import type { ProviderInstance } from "./provider-instance";

/** One method of the gRPC service. Requests are `unknown` here, so that all methods fit into one table. */
export interface UnaryCall<C> {
  parse(bytes: Buffer): unknown;
  begin(instance: ProviderInstance<C>, request: unknown): CallScope;
  run(
    instance: ProviderInstance<C>,
    scope: CallScope,
    request: unknown,
  ): Uint8Array | Promise<Uint8Array>;
}

/** Makes one, typed by its request. */
export function unaryCall<C, R>(call: {
  parse(bytes: Buffer): R;
  begin(instance: ProviderInstance<C>, request: R): CallScope;
  run(
    instance: ProviderInstance<C>,
    scope: CallScope,
    request: R,
  ): Uint8Array | Promise<Uint8Array>;
}): UnaryCall<C> {
  return {
    parse: call.parse,
    begin: (instance, request) => call.begin(instance, request as R),
    run: (instance, scope, request) => call.run(instance, scope, request as R),
  };
}
