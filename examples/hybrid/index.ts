import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "../../components/gateway/gateway";
import { Inventory } from "../../components/hosts/inventory";
import { Image } from "../../components/images/image";
import { SwarmCluster } from "../../components/swarm/swarm-cluster";
import { Workload } from "../../components/workloads/workload";

const config = new pulumi.Config();
const sshOpts = config.getObject<string[]>("sshOpts") ?? [];

const fleet = new Inventory("office", {
  file: config.get("inventory") ?? "inventory.yaml",
  defaults: { ready: true, sshOpts },
});

const cluster = new SwarmCluster("swarm", {
  managers: fleet.where({ role: "manager" }),
  workers: fleet.where({ role: "worker" }),
  nodes: fleet.swarmNodes,
  heartbeatSeconds: config.getNumber("heartbeatSeconds") ?? 5,
});

const network = new docker.Network(
  "private",
  // Gateways are containers of their hosts, and join it all the same.
  { driver: "overlay", attachable: true },
  { provider: cluster.provider, dependsOn: [...cluster.members] },
);

const web = new Workload("web", {
  on: cluster.place({ endpointMode: "dnsrr", spread: ["region"] }),
  image: config.require("image"),
  replicas: config.getNumber("replicas") ?? 3,
  ports: [{ name: "http", port: 8080 }],
  health: { http: { path: "/healthz" }, intervalSeconds: 1, startPeriodSeconds: 2 },
  env: { GREETING: config.get("greeting") ?? "hello" },
  networks: [network],
  // The gateways ask DNS once a second: the others serve while one is changed.
  rollout: { batch: 1, waitSeconds: 3 },
});

const entries = fleet.where({ role: "entry" });
const image = new Image("gateway-image", {
  on: entries,
  reference: config.require("gatewayImage"),
});
for (const host of entries.hosts) {
  const gateway = new Gateway(`gateway-${host.name}`, {
    on: host,
    image,
    networks: [network.name],
    bind: "0.0.0.0",
  });
  gateway.route("web", { to: web });
}

export const entry = entries.hosts.map(({ host }) => host);
