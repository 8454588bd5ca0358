import { readFileSync } from "node:fs";

import { DropletGroup } from "../../../../components/digitalocean/droplet-group";
import type { DropletGroupArgs } from "../../../../components/digitalocean/droplet-group-args";
import { Network, type NetworkArgs } from "../../../../components/digitalocean/network";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  network: NetworkArgs;
  group: Omit<DropletGroupArgs, "network">;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const network = new Network("network", wanted.network);
const droplets = new DropletGroup("web", { network, ...wanted.group });

export const hosts = Object.fromEntries(droplets.hosts.map((each) => [each.name, each.host]));
