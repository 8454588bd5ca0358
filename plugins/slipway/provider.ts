import type { EngineTransport } from "../docker/client/engine-request";
import { openTransport } from "../docker/client/open-transport";
import type { Endpoint } from "../docker/connection/endpoint";
import { hostFate, onHost } from "../docker/connection/lost-host";
import { resolveEndpoint } from "../docker/connection/resolve-endpoint";
import type { ProviderDefinition } from "../runtime/resource";
import { dockerGateway } from "./client/docker-gateway";
import { route, type RouteContext } from "./resources/route";

interface Context extends RouteContext {
  close(): void;
}

/** The `slipway` plugin: what no official package has. Its resources name their host, so one process serves them all. */
export const provider: ProviderDefinition<Context> = {
  name: "slipway",
  version: "0.1.0",
  withoutConfig: true,
  checkConfig: () => [],
  configure: () => {
    const transports = new Map<string, EngineTransport>();
    const transportTo = (dockerHost: string | undefined): EngineTransport => {
      const key = dockerHost ?? "";
      const transport = transports.get(key) ?? openTransport(endpointTo(dockerHost));
      transports.set(key, transport);
      return transport;
    };
    return {
      connectGateway: (dockerHost, container) => dockerGateway(transportTo(dockerHost), container),
      close: () => transports.forEach((transport) => transport.close()),
    };
  },
  resources: {
    "slipway:gateway:Route": onHost(route, (_, { oldState }) =>
      hostFate(endpointTo((oldState as { dockerHost?: string } | undefined)?.dockerHost)),
    ),
  },
  close: (context) => context.close(),
};

function endpointTo(dockerHost: string | undefined): Endpoint {
  return resolveEndpoint(dockerHost === undefined ? {} : { host: dockerHost });
}
