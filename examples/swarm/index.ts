import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHostArgs } from "../../components/hosts/docker-host";
import { HostGroup } from "../../components/hosts/host-group";
import { SwarmCluster } from "../../components/swarm/swarm-cluster";
import { Workload } from "../../components/workloads/workload";

const config = new pulumi.Config();

const fleet = new HostGroup("fleet", {
  hosts: config.requireObject<Record<string, DockerHostArgs>>("hosts"),
});

const cluster = new SwarmCluster("swarm", {
  managers: fleet.where({ role: "manager" }),
  workers: fleet.where({ role: "worker" }),
  heartbeatSeconds: config.getNumber("heartbeatSeconds") ?? 5,
  autolock: config.getBoolean("autolock") ?? false,
  // Another text, another token.
  joinTokenRotation: config.get("joinTokenRotation") ?? "1",
  caRotation: config.get("caRotation") ?? "1",
});

const network = new docker.Network(
  "backend",
  { driver: "overlay" },
  { provider: cluster.provider, dependsOn: [...cluster.members] },
);

new Workload("web", {
  // Without IPVS in the kernel there are no virtual addresses: tasks are found by DNS, on their nodes' own ports.
  on: cluster.place({ endpointMode: "dnsrr" }),
  image: config.require("image"),
  replicas: config.getNumber("replicas") ?? 5,
  entrypoint: [
    "sh",
    "-c",
    "cd /tmp && cp /etc/motd index.html && echo serving && exec httpd -f -p 8080",
  ],
  ports: [{ name: "http", port: 8080, publish: { port: 8080, address: "0.0.0.0" } }],
  health: { http: {}, intervalSeconds: 1 },
  files: [
    { path: "/etc/motd", content: config.get("motd") ?? "Hello from the swarm\n" },
    { path: "/run/secrets/key", content: config.requireSecret("key"), secret: true },
  ],
  networks: [network],
  resources: { memoryMib: 32 },
  stopGraceSeconds: 1,
});

export const swarmId = cluster.swarmId;
export const workerToken = cluster.workerToken;
