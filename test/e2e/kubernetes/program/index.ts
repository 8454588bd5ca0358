import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { KubernetesCluster } from "../../../../components/kubernetes/kubernetes-cluster";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  kubeconfigFile: string;
  image: string;
  greeting: string;
  replicas: number;
  password: string;
  motd: string;
  store: boolean;
  init?: boolean;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const cluster = new KubernetesCluster("lab", {
  kubeconfig: readFileSync(wanted.kubeconfigFile, "utf8"),
  ready: { readyNodes: 3, minVersion: "1.30" },
});

const web = new Workload("web", {
  on: cluster,
  image: wanted.image,
  replicas: wanted.replicas,
  env: { GREETING: wanted.greeting },
  secretEnv: { PASSWORD: pulumi.secret(wanted.password) },
  files: [{ path: "/etc/motd", content: wanted.motd }],
  ports: [{ name: "http", port: 8080 }],
  health: { http: { path: "/" }, intervalSeconds: 1, deadlineSeconds: 6 },
  ...(wanted.init === undefined ? {} : { init: wanted.init }),
});

if (wanted.store)
  new Workload("store", {
    on: cluster,
    image: "store:1",
    replicas: 2,
    volumes: [{ name: "data", path: "/data" }],
    ports: [{ name: "db", port: 5432 }],
    keepVolumes: false,
  });

export const endpoints = web.endpoints;
export const facts = cluster.facts;
