import { readFileSync } from "node:fs";

import { HostGroup } from "../../../../components/hosts/host-group";
import { PrivateNetwork } from "../../../../components/networks/private-network";
import type { WorkloadArgs } from "../../../../components/workloads/workload-args";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  /** Address of each host. */
  hosts: Record<string, string>;
  version: string;
  /** What the container does; healthy is where /tmp/sick isn't there. */
  script: string;
  rollout: NonNullable<WorkloadArgs["rollout"]>;
  spread?: number;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const group = new HostGroup("fleet", {
  hosts: Object.fromEntries(
    Object.entries(wanted.hosts).map(([name, host]) => [name, { host, roles: ["web"] }]),
  ),
});
const on = group.where({ role: "web" });

new Workload("web", {
  on,
  image: wanted.image,
  command: ["sh", "-c", wanted.script],
  env: { VERSION: wanted.version },
  health: {
    command: ["test", "!", "-e", "/tmp/sick"],
    intervalSeconds: 1,
    startPeriodSeconds: 0,
    retries: 1,
    deadlineSeconds: 20,
  },
  networks: [new PrivateNetwork("net", { on })],
  ...(wanted.spread !== undefined && { spread: wanted.spread }),
  rollout: wanted.rollout,
  stopGraceSeconds: 1,
});
