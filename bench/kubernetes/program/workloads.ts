import { readFileSync } from "node:fs";

import { KubernetesCluster } from "../../../components/kubernetes/kubernetes-cluster";
import { Workload } from "../../../components/workloads/workload";
import type { Work } from "./index";

export function main({ n, kubeconfigFile, namespace }: Work): number {
  const kubeconfig = readFileSync(kubeconfigFile, "utf8");
  const on = new KubernetesCluster("cluster", { kubeconfig, namespace });
  for (let index = 0; index < n; index++)
    new Workload(`web-${index}`, {
      on,
      image: "web:1",
      env: { INDEX: String(index) },
      files: [{ path: "/etc/web.conf", content: `index ${index}\n` }],
      ports: [{ name: "http", port: 8080 }],
      health: { http: { path: "/" } },
    });
  return n;
}
