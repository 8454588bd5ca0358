import { readFileSync } from "node:fs";

import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import { ComposeApp } from "../../../../components/compose/compose-app";
import { Gateway } from "../../../../components/gateway/gateway";
import { DockerHost } from "../../../../components/hosts/docker-host";
import { HostGroup } from "../../../../components/hosts/host-group";
import { KubernetesCluster } from "../../../../components/kubernetes/kubernetes-cluster";
import { SwarmCluster } from "../../../../components/swarm/swarm-cluster";
import { Workload } from "../../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../../components/workloads/workload-args";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  /** The swarm's hosts, by name. */
  swarm: Record<string, { host: string; address: string }>;
  kubeconfigFile: string;
  gatewayPort: number;
  image: string;
  version: string;
  replicas: number;
  secret: string;
  motd: string;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

/** Serves what it was given: its variable, its file, the length of its secret, and what its volume has kept. */
const SERVE = `
  mkdir -p /tmp/www
  echo "serves $VERSION"
  { echo "$VERSION"; cat /etc/motd; echo; wc -c </run/key; } >/tmp/www/index.html
  exec httpd -f -p 8080 -h /tmp/www`;

/** Keeps a line for each of its starts. */
const KEEP = `
  echo "$VERSION" >>/data/starts
  trap exit TERM
  while :; do sleep 0.2; done`;

/** The image has none. */
const USERS = "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n";

/** The one spec. Nothing in it names an engine. */
const web: Omit<WorkloadArgs, "on"> = {
  image: wanted.image,
  entrypoint: ["sh", "-c", SERVE],
  user: "0",
  env: { VERSION: wanted.version },
  files: [
    { path: "/etc/motd", content: wanted.motd },
    { path: "/etc/passwd", content: USERS },
    { path: "/run/key", content: pulumi.secret(wanted.secret), secret: true },
  ],
  ports: [{ name: "http", port: 8080 }],
  health: { http: { path: "/" }, intervalSeconds: 1, deadlineSeconds: 120 },
  resources: { memoryMib: 64 },
  replicas: wanted.replicas,
  stopGraceSeconds: 2,
};

const keeper: Omit<WorkloadArgs, "on"> = {
  image: wanted.image,
  entrypoint: ["sh", "-c", KEEP],
  user: "0",
  env: { VERSION: wanted.version },
  volumes: [{ name: "data", path: "/data" }],
  keepVolumes: false,
  stopGraceSeconds: 2,
};

const host = new DockerHost("host");
const network = new docker.Network("front", {}, { provider: host.provider });
const onHost = new Workload("host-web", { ...web, on: host, networks: [network] });
new Workload("host-keeper", { ...keeper, on: host });
const gateway = new Gateway("gateway", { on: host, port: wanted.gatewayPort, networks: [network] });
gateway.route("web", { to: onHost, drainSeconds: 2 });

const fleet = new HostGroup("fleet", {
  hosts: Object.fromEntries(
    Object.entries(wanted.swarm).map(([name, each]) => [name, { host: each.host }]),
  ),
});
const [first, ...others] = fleet.hosts;
const swarm = new SwarmCluster("swarm", {
  managers: [first!],
  workers: others,
  // They have more than one, as they are the cluster's nodes too.
  nodes: Object.fromEntries(
    Object.entries(wanted.swarm).map(([name, { address }]) => [name, { advertiseAddr: address }]),
  ),
});
const place = swarm.place({ endpointMode: "dnsrr" });
// A swarm's way in here is a port of each node: the kernel may have no IPVS.
const published = [{ name: "http", port: 8080, publish: { port: 8080, address: "0.0.0.0" } }];
new Workload("swarm-web", { ...web, on: place, ports: published });
// Its volume is a node's own.
const manager = swarm.place({ endpointMode: "dnsrr", constraints: ["node.role==manager"] });
new Workload("swarm-keeper", { ...keeper, on: manager });

const cluster = new KubernetesCluster("cluster", {
  kubeconfig: readFileSync(wanted.kubeconfigFile, "utf8"),
  ready: true,
});
const onCluster = new Workload("cluster-web", { ...web, on: cluster });
new Workload("cluster-keeper", { ...keeper, on: cluster });
new ComposeApp("app", {
  on: cluster,
  file: "shop.yaml",
  keepVolumes: false,
  variables: {
    IMAGE: wanted.image,
    VERSION: wanted.version,
    MOTD: wanted.motd,
    USERS,
    KEY: pulumi.secret(wanted.secret),
  },
});
const ingress = new Gateway("ingress", { on: cluster });
ingress.route("web", { to: onCluster });
const edge = new Gateway("edge", { on: cluster, gatewayClass: "lab" });
edge.route("web", { to: onCluster, path: "/edge", stripPrefix: true });
edge.route("safe", { to: onCluster, host: "safe.example.com", tlsSecret: "safe-example-com" });

export const url = gateway.url;
export const edgeUrl = edge.url;
