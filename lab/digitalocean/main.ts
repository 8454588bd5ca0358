import { readFileSync } from "node:fs";
import { once } from "node:events";

import { apiServer } from "./http/server";
import { RateLimit } from "./http/rate-limit";
import { Switch } from "./network/switch";
import { catalogRoutes } from "./routes/catalog";
import { dropletActionRoutes } from "./routes/droplet-actions";
import { dropletRoutes } from "./routes/droplets";
import { labRoutes } from "./routes/lab";
import { sshKeyRoutes } from "./routes/ssh-keys";
import { tagRoutes } from "./routes/tags";
import { vpcRoutes } from "./routes/vpcs";
import type { Settings } from "./settings";
import { World } from "./world";

const KEEP_ALIVE_SECONDS = 600;

/** The API's process. */
export async function main(settingsFile: string): Promise<void> {
  const settings = JSON.parse(readFileSync(settingsFile, "utf8")) as Settings;
  const { endpoint, token, options } = settings;
  const world = new World(settings, await Switch.start(settingsFile));
  const server = apiServer({
    ...{ endpoint, token },
    routes: {
      ...catalogRoutes(world),
      ...sshKeyRoutes(world),
      ...vpcRoutes(world),
      ...dropletRoutes(world),
      ...dropletActionRoutes(world),
      ...tagRoutes(world),
    },
    ownRoutes: labRoutes(world),
    limit: new RateLimit(options.callsPerHour, options.callsPerMinute),
    faults: world.faults,
  });
  // Whoever asks may be at something else for a while, and use the same connection then.
  server.keepAliveTimeout = KEEP_ALIVE_SECONDS * 1000;
  const { hostname, port } = new URL(endpoint);
  server.listen(Number(port), hostname);
  await once(server, "listening");
}
