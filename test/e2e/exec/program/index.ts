import { readFileSync } from "node:fs";

import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import type { DockerHostArgs } from "../../../../components/hosts/docker-host";
import { HostGroup } from "../../../../components/hosts/host-group";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  hosts: Record<string, DockerHostArgs & { host: string }>;
  /** Replicas of `web`. */
  replicas: number;
  /** The addresses of the hosts are secrets. */
  secretHosts: boolean;
}

const { image, hosts, replicas, secretHosts } = JSON.parse(
  readFileSync("wanted.json", "utf8"),
) as Wanted;
const fleet = new HostGroup("fleet", {
  hosts: Object.fromEntries(
    Object.entries(hosts).map(([name, args]) => [
      name,
      { ...args, host: secretHosts ? pulumi.secret(args.host) : args.host },
    ]),
  ),
});

/** Says its name and a number each second. */
const talk = (name: string) => [
  "sh",
  "-c",
  `trap exit TERM; i=0; while :; do echo "${name} $((i=i+1))"; sleep 1 & wait; done`,
];
const [web1, web2] = fleet.where({ role: "web" }).hosts;
const [db] = fleet.where({ role: "db" }).hosts;

new Workload("web", {
  on: web1!,
  image,
  command: talk("web"),
  replicas,
  stopGraceSeconds: 1,
  health: { command: ["true"], intervalSeconds: 1 },
});
new Workload("api", { on: web2!, image, command: talk("api"), stopGraceSeconds: 1, replicas: 1 });
new docker.Container(
  "db",
  { image, command: talk("db"), stopTimeout: 1, destroyGraceSeconds: 1 },
  { provider: db!.provider },
);
