import { PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  GetMappingResponse,
  GetMappingsResponse,
  GetSchemaRequest,
  GetSchemaResponse,
  ProviderHandshakeRequest,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Message } from "google-protobuf";
import type { ProviderInstance } from "../provider-instance";
import { unaryCall, type UnaryCall } from "../unary-call";

/** The calls about the plugin as a whole. */
export function engineCalls<C>(): Record<string, UnaryCall<C>> {
  return {
    handshake: plain(ProviderHandshakeRequest.deserializeBinary, (instance, request) => {
      if (request.getEngineAddress() !== "") instance.engine.connect(request.getEngineAddress());
      return new ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(false)
        .setAcceptOutputs(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    attach: plain(PluginAttach.deserializeBinary, (instance, request) => {
      instance.engine.connect(request.getAddress());
    }),
    getPluginInfo: plain(nothing, (instance) =>
      new PluginInfo().setVersion(instance.definition.version),
    ),
    getSchema: plain(GetSchemaRequest.deserializeBinary, ({ definition }, request) => {
      const version = request.getVersion();
      if (version !== 0)
        throw new Error(
          `the ${definition.name} plugin knows version 0 of Pulumi's schema format, not ${version}`,
        );
      const { name } = definition;
      const schema = definition.schema?.() ?? JSON.stringify({ name, version: definition.version });
      return new GetSchemaResponse().setSchema(schema);
    }),
    getMapping: plain(nothing, () => new GetMappingResponse()),
    getMappings: plain(nothing, () => new GetMappingsResponse()),
    cancel: plain(nothing, (instance) => instance.cancel()),
  };

  function plain<R>(
    parse: (bytes: Uint8Array) => R,
    run: (instance: ProviderInstance<C>, request: R) => Message | void,
  ): UnaryCall<C> {
    return unaryCall({
      parse,
      begin: (instance: ProviderInstance<C>) => instance.begin("", instance.definition.name),
      run: (instance, _scope, request: R) =>
        run(instance, request)?.serializeBinary() ?? new Uint8Array(),
    });
  }
}

/** An empty request; gRPC takes undefined for a request that never came. */
function nothing(): object {
  return {};
}
