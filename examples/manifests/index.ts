import * as pulumi from "@pulumi/pulumi";
import { KubernetesCluster } from "../../components/kubernetes/kubernetes-cluster";
import { Manifests } from "../../components/manifests/manifests";
import { environments } from "./environments";

const environment = pulumi.getStack();
const config = new pulumi.Config();
const cluster = new KubernetesCluster("cluster", { kubeconfig: config.getSecret("kubeconfig") });

new Manifests("web", {
  on: cluster,
  files: "manifests",
  values: { environment, ...environments[environment] },
});
