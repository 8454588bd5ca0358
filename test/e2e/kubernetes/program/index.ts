import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { Gateway } from "../../../../components/gateway/gateway";
import { KubernetesCluster } from "../../../../components/kubernetes/kubernetes-cluster";
import { Workload } from "../../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../../components/workloads/workload-args";

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
  /** Seconds for which a new pod has to be ready before the next one's turn. */
  waitSeconds?: number;
  /** Seconds in which a new pod has to be ready. Defaults to 6. */
  deadlineSeconds?: number;
  /** With one more workload, which the cluster counts up and down. */
  late?: boolean;
  /** Routes by the Gateway API. */
  gatewayClass?: string;
  /** Takes images by digest alone. */
  requireDigests?: boolean;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const cluster = new KubernetesCluster("lab", {
  kubeconfig: readFileSync(wanted.kubeconfigFile, "utf8"),
  ready: { readyNodes: 3, minVersion: "1.30" },
  requireDigests: wanted.requireDigests ?? false,
});

/** So long a Deployment is waited for, also where the API server is away. */
const transforms: WorkloadArgs["transforms"] = {
  deployment: (args) => ({
    ...args,
    metadata: pulumi
      .output(args.metadata)
      .apply((given) => ({ ...given, annotations: { "pulumi.com/timeoutSeconds": "30" } })),
  }),
};

const web = new Workload("web", {
  on: cluster,
  image: wanted.image,
  replicas: wanted.replicas,
  env: { GREETING: wanted.greeting },
  secretEnv: { PASSWORD: pulumi.secret(wanted.password) },
  files: [{ path: "/etc/motd", content: wanted.motd }],
  ports: [{ name: "http", port: 8080 }],
  health: { http: { path: "/" }, intervalSeconds: 1, deadlineSeconds: wanted.deadlineSeconds ?? 6 },
  ...(wanted.waitSeconds === undefined ? {} : { rollout: { waitSeconds: wanted.waitSeconds } }),
  ...(wanted.init === undefined ? {} : { init: wanted.init }),
  transforms,
});

if (wanted.late)
  new Workload("late", {
    on: cluster,
    image: "late:1",
    resources: { reservations: { cpus: 0.1 } },
    autoscale: { minReplicas: 2, maxReplicas: 4, cpuPercent: 80 },
    transforms,
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

if (wanted.gatewayClass !== undefined)
  new Gateway("edge", { on: cluster, gatewayClass: wanted.gatewayClass }).route("web", { to: web });

export const endpoints = web.endpoints;
export const facts = cluster.facts;
