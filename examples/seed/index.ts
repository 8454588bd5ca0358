import * as pulumi from "@pulumi/pulumi";
import type { DockerHostArgs } from "../../components/hosts/docker-host";
import { HostGroup } from "../../components/hosts/host-group";
import { PrivateNetwork } from "../../components/networks/private-network";
import { Task } from "../../components/tasks/task";
import { Workload } from "../../components/workloads/workload";

const config = new pulumi.Config();

const fleet = new HostGroup("fleet", {
  hosts: config.requireObject<Record<string, DockerHostArgs>>("hosts"),
  defaults: config.getObject<Omit<DockerHostArgs, "host">>("defaults") ?? {},
});
const web = fleet.where({ role: "web", environment: pulumi.getStack() });

const network = new PrivateNetwork("web", { on: web });

const nginx = new Workload("nginx", {
  on: web,
  image: config.require("image"),
  ports: [
    {
      name: "http",
      port: 8080,
      publish: { port: config.getNumber("port") ?? 80, address: "0.0.0.0" },
    },
  ],
  volumes: [{ name: "data", path: "/var/lib/web" }],
  health: { http: { path: "/healthz" }, intervalSeconds: 1 },
  networks: [network],
  rollout: { batch: 1 },
  // An example is thrown away; leave this out to have Pulumi refuse to delete the data.
  keepVolumes: false,
});

// Runs in each container that is made anew, once it is healthy; a failure fails the update.
const test = new Task("nginx-test", { in: nginx, command: ["nginx", "-t"] });

export const tested = test.results.apply((all) =>
  all.map(({ place, exitCode }) => ({ place, exitCode })),
);
export const containers = nginx.containerNames;
export const facts = pulumi.output(
  Object.fromEntries(fleet.hosts.map((host) => [host.name, host.facts])),
);
