import { readFileSync } from "node:fs";
import { once } from "node:events";

import { apiOf } from "./api";
import { Switch } from "./network/switch";
import type { Settings } from "./settings";
import { World } from "./world";

/** The API's process. */
export async function main(settingsFile: string): Promise<void> {
  const settings = JSON.parse(readFileSync(settingsFile, "utf8")) as Settings;
  const server = apiOf(new World(settings, await Switch.start(settingsFile)));
  const { hostname, port } = new URL(settings.endpoint);
  server.listen(Number(port), hostname);
  await once(server, "listening");
}
