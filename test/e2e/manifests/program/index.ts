import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { KubernetesCluster } from "../../../../components/kubernetes/kubernetes-cluster";
import { Manifests } from "../../../../components/manifests/manifests";

/** What the test wants; it rewrites the file, and the manifests beside it, between updates. */
export interface Wanted {
  kubeconfigFile: string;
  password: string;
  colours: string[];
  limit: number;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const cluster = new KubernetesCluster("lab", {
  kubeconfig: readFileSync(wanted.kubeconfigFile, "utf8"),
});

new Manifests("app", {
  on: cluster,
  files: "manifests",
  values: {
    colours: wanted.colours,
    limit: wanted.limit,
    password: pulumi.secret(wanted.password),
  },
  objects: [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "inline", namespace: "shop" },
      data: { colours: wanted.colours.join(",") },
    },
  ],
});
