import { readFileSync } from "node:fs";

import { Certificate } from "@pulumi/digitalocean/certificate";

import { Domain } from "../../../../components/digitalocean/domain";
import { DropletGroup } from "../../../../components/digitalocean/droplet-group";
import { LoadBalancer } from "../../../../components/digitalocean/load-balancer";
import {
  ManagedKubernetes,
  type NodePoolSpec,
} from "../../../../components/digitalocean/managed-kubernetes";
import { Network } from "../../../../components/digitalocean/network";
import { PullSecret } from "../../../../components/digitalocean/pull-secret";
import { Registry } from "../../../../components/digitalocean/registry";
import { ReservedIp } from "../../../../components/digitalocean/reserved-ip";
import { SwarmCluster } from "../../../../components/swarm/swarm-cluster";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  sshFrom: string;
  sshKey: string;
  sshOpts: string[];
  size: string;
  ttlSeconds: number;
  /** What `www` is: another name of the domain, or an address. */
  www: "name" | "address";
  tls: { key: string; certificate: string };
  kubernetes: { version: string; pools: Record<string, NodePoolSpec> };
  backups?: "daily";
  /** What the account has already: a domain, and the name of its registry. Absent until it is there. */
  existing?: { domain: string; registry: string };
  /** An image that only who has a login may pull. Absent until it is there. */
  image?: string;
  /** Whether the far droplet is a swarm, which runs it too. */
  swarm?: boolean;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const { ttlSeconds } = wanted;
const network = new Network("net", { regions: ["nyc3", "ams3"], sshFrom: [wanted.sshFrom] });
const registry = new Registry("images", { tier: "basic" });
const droplets = new DropletGroup("node", {
  network,
  droplets: { near: {}, far: { region: "ams3" } },
  defaults: {
    ...{ size: wanted.size, image: "debian-12-x64" },
    ...(wanted.backups !== undefined && { backups: wanted.backups }),
  },
  sshKeys: { publicKeys: { lab: wanted.sshKey } },
  sshOpts: wanted.sshOpts,
  each: (args) => ({ ...args, transforms: { provider: registry.login } }),
});
const certificate = new Certificate("tls", {
  privateKey: wanted.tls.key,
  leafCertificate: wanted.tls.certificate,
});
const soon = { intervalSeconds: 3, healthyAfter: 2, unhealthyAfter: 2 };
const balancer = new LoadBalancer("lb", {
  network,
  to: droplets,
  ports: [
    { port: 80, target: 8080 },
    { port: 443, target: 8080, protocol: "https", certificate: certificate.name },
  ],
  health: { path: "/", ...soon },
  sticky: { cookieName: "lb", ttlSeconds: 60 },
});
new LoadBalancer("raw", {
  network,
  to: droplets,
  ports: [{ port: 90, target: 8080, protocol: "tcp" }],
  health: soon,
});
const front = new ReservedIp("front", { to: { group: droplets, droplet: "near" }, ports: [8080] });
const spare = new ReservedIp("spare", { region: "ams3" });
const domain = new Domain("zone", {
  domain: "shop.example.com",
  records: {
    "@": { a: balancer, mx: [{ host: "mail.example.org", priority: 10 }], ttlSeconds },
    www: wanted.www === "name" ? { cname: "@" } : { a: front },
    spare: { a: [spare, "192.0.2.7"], txt: ["not used"] },
    node: { a: droplets },
    "_sip._tcp": { srv: [{ host: "www", port: 5060, priority: 1, weight: 2 }] },
  },
});

if (wanted.image !== undefined)
  new Workload("web", {
    on: droplets.where({ name: "near" }),
    image: wanted.image,
    entrypoint: ["sh", "-c", "cd /tmp && hostname > index.html && exec httpd -f -p 8080"],
    ports: [{ name: "http", port: 8080, publish: { port: 8080, address: "0.0.0.0" } }],
  });

if (wanted.image !== undefined && wanted.swarm === true)
  new Workload("task", {
    on: new SwarmCluster("swarm", {
      managers: droplets.where({ name: "far" }),
      nodes: { far: droplets.swarmNodes["far"]! },
    }),
    image: wanted.image,
    command: ["sleep", "1000"],
    transforms: { swarmService: registry.serviceLogin },
  });

const managed = new ManagedKubernetes("apps", { network, ...wanted.kubernetes });
const login = new PullSecret("login", { registry, on: managed.cluster });
new Workload("page", {
  on: managed.cluster,
  transforms: login.transforms,
  image: "page:1",
  replicas: 2,
  ports: [{ name: "http", port: 8080 }],
});

if (wanted.existing !== undefined) {
  new Domain("theirs", {
    ...{ domain: wanted.existing.domain, existing: true },
    records: { shop: { a: "192.0.2.9" } },
  });
  new Registry("shared", { name: wanted.existing.registry, existing: true, push: true });
}

export const address = front.address;
export const url = domain.fqdn("www");
export const kubernetes = managed.version;
export const kubeconfig = managed.kubeconfig;
export const credentials = registry.dockerCredentials;
