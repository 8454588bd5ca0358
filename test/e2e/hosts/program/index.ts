import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

import type { DockerHostArgs } from "../../../../components/hosts/docker-host";
import { HostGroup } from "../../../../components/hosts/host-group";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  defaults: Omit<DockerHostArgs, "host">;
  hosts: Record<string, DockerHostArgs>;
  /** Hosts whose machine is a resource of this stack: a volume of the local engine stands for it. */
  machines?: string[];
  batch?: number;
  /** Image of the workload; none without. */
  image?: string;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const machines = new Map(
  (wanted.machines ?? []).map((name) => [name, new docker.Volume(`${name}-machine`)]),
);
const fleet = new HostGroup("fleet", {
  hosts: wanted.hosts,
  defaults: wanted.defaults,
  ...(wanted.batch !== undefined && { batch: wanted.batch }),
  each: (args, name) => ({
    ...args,
    ...(machines.has(name) && { machine: machines.get(name)! }),
  }),
});

if (wanted.image !== undefined)
  new Workload("sleep", {
    on: fleet.where({ role: "web" }),
    image: wanted.image,
    command: ["sleep", "1000000"],
    stopGraceSeconds: 1,
  });

export const facts = pulumi.output(
  Object.fromEntries(fleet.hosts.map((host) => [host.name, host.facts])),
);
