import type { Server } from "node:http";

import { RateLimit } from "./http/rate-limit";
import { apiServer } from "./http/server";
import { catalogRoutes } from "./routes/catalog";
import { certificateRoutes } from "./routes/certificates";
import { domainRoutes } from "./routes/domains";
import { dropletActionRoutes } from "./routes/droplet-actions";
import { dropletRoutes } from "./routes/droplets";
import { firewallRoutes } from "./routes/firewalls";
import { kubernetesRoutes } from "./routes/kubernetes";
import { labRoutes } from "./routes/lab";
import { loadBalancerRoutes } from "./routes/load-balancers";
import { projectRoutes } from "./routes/projects";
import { registryRoutes } from "./routes/registries";
import { reservedIpRoutes } from "./routes/reserved-ips";
import { sshKeyRoutes } from "./routes/ssh-keys";
import { tagRoutes } from "./routes/tags";
import { volumeRoutes } from "./routes/volumes";
import { vpcRoutes } from "./routes/vpcs";
import type { World } from "./world";

const KEEP_ALIVE_SECONDS = 600;

/** The API of a world, not listening yet. */
export function apiOf(world: World): Server {
  const { endpoint, token, options } = world.settings;
  const server = apiServer({
    ...{ endpoint, token },
    routes: {
      ...catalogRoutes(world),
      ...sshKeyRoutes(world),
      ...vpcRoutes(world),
      ...dropletRoutes(world),
      ...dropletActionRoutes(world),
      ...tagRoutes(world),
      ...firewallRoutes(world),
      ...certificateRoutes(world),
      ...loadBalancerRoutes(world),
      ...volumeRoutes(world),
      ...reservedIpRoutes(world),
      ...projectRoutes(world),
      ...domainRoutes(world),
      ...registryRoutes(world),
      ...kubernetesRoutes(world),
    },
    ownRoutes: labRoutes(world),
    limit: new RateLimit(options.callsPerHour, options.callsPerMinute),
    faults: world.faults,
  });
  // Whoever asks may be at something else for a while, and use the same connection then.
  server.keepAliveTimeout = KEEP_ALIVE_SECONDS * 1000;
  return server;
}
