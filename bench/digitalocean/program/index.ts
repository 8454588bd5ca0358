import { readFileSync } from "node:fs";

import { DropletGroup } from "../../../components/digitalocean/droplet-group";
import type { DropletGroupArgs } from "../../../components/digitalocean/droplet-group-args";
import { Network, type NetworkArgs } from "../../../components/digitalocean/network";

/** What to make; the bench names the file that holds it in SLIPWAY_BENCH_WORK. */
export interface Work {
  network: NetworkArgs;
  group: Omit<DropletGroupArgs, "network">;
}

const work = JSON.parse(readFileSync(process.env["SLIPWAY_BENCH_WORK"]!, "utf8")) as Work;
const network = new Network("network", work.network);

new DropletGroup("node", { network, ...work.group });
