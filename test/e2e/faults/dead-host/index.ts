import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

import type { DockerHostArgs } from "../../../../components/hosts/docker-host";
import { HostGroup } from "../../../../components/hosts/host-group";
import { PrivateNetwork } from "../../../../components/networks/private-network";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  hosts: Record<string, DockerHostArgs>;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const group = new HostGroup("fleet", { hosts: wanted.hosts });
const network = new PrivateNetwork("net", { on: group });
new Workload("web", {
  on: group,
  image: wanted.image,
  command: ["sleep", "1000000"],
  networks: [network],
  stopGraceSeconds: 1,
});

/** A user's own component, with a volume on each host. */
class Data extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("dead-host:index:Data", name, {}, opts);
    const volumes = group.hosts.map(
      ({ name: host, provider }) =>
        new docker.Volume(`${name}-${host}`, {}, { parent: this, provider }),
    );
    this.registerOutputs({ volumes: volumes.map((volume) => volume.name) });
  }
}
new Data("before");
new Data("after", { dependsOn: network });
