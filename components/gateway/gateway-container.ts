import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { defaults } from "../../model/defaults";
import type { GatewayArgs } from "./gateway";

/** Port that HAProxy listens on inside. */
const INSIDE = 8080;

/** The proxy's container. */
export function gatewayContainer(
  args: GatewayArgs,
  image: pulumi.Input<string>,
  volumeName: pulumi.Input<string>,
): docker.ContainerArgs {
  return {
    image,
    ports: [
      {
        internal: INSIDE,
        external: args.port ?? defaults.gatewayPort,
        ip: args.bind ?? defaults.publishAddress,
        protocol: "tcp",
      },
    ],
    networksAdvanced: (args.networks ?? []).map((network) => ({
      name: docker.Network.isInstance(network) ? network.name : network,
    })),
    volumes: [{ volumeName, containerPath: "/data" }],
    // Not waited for: a route finds out by itself whether HAProxy answers.
    healthcheck: {
      tests: ["CMD", "gateway", "health"],
      interval: "10s",
      timeout: "5s",
      retries: 3,
    },
    restart: "unless-stopped",
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges"],
    // Requests under way when the proxy itself is replaced.
    destroyGraceSeconds: defaults.gatewayDrainSeconds,
    stopTimeout: defaults.gatewayDrainSeconds,
  };
}
