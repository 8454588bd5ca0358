import * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";

import { Gateway } from "../../../../components/gateway/gateway";
import { DockerHost } from "../../../../components/hosts/docker-host";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  port: number;
  workloads: { name: string; text: string; replicas: number }[];
  routes: { name: string; to: string; host?: string; path?: string; stripPrefix?: boolean }[];
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const host = new DockerHost("local");
const network = new docker.Network("net", {}, { provider: host.provider });

const workloads = new Map(
  wanted.workloads.map(({ name, text, replicas }) => [
    name,
    new Workload(name, {
      on: host,
      image: wanted.image,
      command: ["httpd", "-f", "-p", "8080", "-h", "/www"],
      files: [{ path: "/www/index.html", content: text }],
      ports: [{ name: "http", port: 8080 }],
      health: { http: { path: "/" }, intervalSeconds: 1 },
      networks: [network],
      replicas,
      stopGraceSeconds: 2,
    }),
  ]),
);

const gateway = new Gateway("gateway", { on: host, port: wanted.port, networks: [network] });
for (const { name, to, ...route } of wanted.routes) {
  gateway.route(name, { to: workloads.get(to)!, ...route });
}

export const url = gateway.url;
export const container = gateway.nodes.proxy!.container.name;
