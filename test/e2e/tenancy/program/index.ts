import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { KubernetesCluster } from "../../../../components/kubernetes/kubernetes-cluster";
import { Namespace } from "../../../../components/tenancy/namespace";
import { Team, type Access } from "../../../../components/tenancy/team";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  kubeconfigFile: string;
  pods: number;
  access: Access;
  egress: "open" | "closed";
  ci: boolean;
  tokenRotation?: string;
  replicas: number;
  version: string;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const kubeconfig = readFileSync(wanted.kubeconfigFile, "utf8");

let ofTeam: pulumi.Output<string> | undefined;
if (pulumi.getStack() === "platform") {
  // Who has the cluster gives teams their places in it.
  const cluster = new KubernetesCluster("lab", { kubeconfig });
  const shop = new Namespace("shop", {
    on: cluster,
    quota: { cpus: 4, memoryMib: 2048, pods: wanted.pods },
    egress: wanted.egress,
    keep: false,
  });
  const stage = new Namespace("shop-stage", { on: cluster, podSecurity: "baseline", keep: false });
  const team = new Team("shop", {
    in: [shop, stage],
    access: wanted.access,
    people: { users: ["ann@example.com"], groups: ["shop-developers"] },
    ci: wanted.ci && {
      access: "edit",
      ...(wanted.tokenRotation !== undefined && { tokenRotation: wanted.tokenRotation }),
    },
  });
  ofTeam = team.kubeconfig;
  new Workload("hello", { on: shop.cluster, image: "hello:1" });
} else {
  // The team has its kubeconfig, and nothing else.
  new Workload("web", {
    on: new KubernetesCluster("shop", { kubeconfig }),
    image: "web:1",
    replicas: wanted.replicas,
    ports: [{ name: "http", port: 8080 }],
    env: { VERSION: wanted.version },
    secretEnv: { PASSWORD: "hunter2" },
    health: { http: { path: "/" }, intervalSeconds: 1, deadlineSeconds: 10 },
  });
}

export { ofTeam as kubeconfig };
