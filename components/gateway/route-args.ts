import * as pulumi from "@pulumi/pulumi";

import type { RouteArgs } from "../../plugins/slipway/sdk/route";
import { defaults } from "../../model/defaults";
import { httpHealthPath, portOf } from "../../model/route-port";
import type { DockerHost } from "../hosts/docker-host";
import { refuse } from "../mistakes";
import type { GatewayRouteArgs } from "./gateway";

/** Tasks of a service that a gateway finds by its name. */
const UP_TO = 32;

/** What the `Route` resource is given for a route to a workload. */
export function routeArgs(
  args: GatewayRouteArgs,
  gateway: pulumi.Input<string>,
  { connection, name: host }: DockerHost,
  parent: pulumi.Resource,
): RouteArgs {
  const { ports, health, unreachable } = args.to;
  if (unreachable !== undefined) refuse([{ path: "to", problem: unreachable }], parent);
  if (args.tlsSecret !== undefined)
    refuse(
      [
        {
          path: "tlsSecret",
          problem:
            "leave it out on a Docker host: its gateway serves plain HTTP; put what ends TLS in front of it",
        },
      ],
      parent,
    );
  const port = portOf(ports, args.port);
  if (typeof port === "string") {
    refuse([{ path: "port", problem: port }], parent);
    throw new Error(port); // not reached: refuse throws
  }
  const inSwarm = args.to.nodes.services !== undefined;
  const healthPath = httpHealthPath(health, ports, port, defaults.healthPath);

  return {
    ...(connection !== undefined && { connection }),
    gateway,
    ...(args.host !== undefined && { hostname: args.host }),
    ...(args.path !== undefined && { path: args.path }),
    ...(args.stripPrefix !== undefined && { stripPrefix: args.stripPrefix }),
    ...(args.drainSeconds !== undefined && { drainSeconds: args.drainSeconds }),
    servers: args.to.endpoints.apply((endpoints) =>
      endpoints
        .filter((endpoint) => endpoint.host === undefined || endpoint.host === host)
        .map(({ address }) => ({ address, port, ...(inSwarm && { upTo: args.upTo ?? UP_TO }) })),
    ),
    ...(args.health !== undefined
      ? { health: args.health }
      : healthPath !== undefined && { health: { path: healthPath } }),
  };
}
