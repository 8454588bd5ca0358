import { readFileSync } from "node:fs";

import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import type { CustomResource, CustomResourceOptions } from "@pulumi/pulumi";
import type { Work } from "./index";

const CLASSES = { ConfigMap, Deployment, NetworkPolicy, Service, ServiceAccount };

type Class = new (name: string, args: object, opts: CustomResourceOptions) => CustomResource;

/** As a user of the SDK writes it. */
export function main({ objects, kubeconfigFile, namespace }: Work): number {
  const kubeconfig = readFileSync(kubeconfigFile, "utf8");
  const provider = new Provider("cluster", { kubeconfig, namespace, enableServerSideApply: true });
  const kindOf = ({ type }: Work["objects"][0]) => type.split(":").at(-1) as keyof typeof CLASSES;
  const make = (object: Work["objects"][0], dependsOn?: CustomResource[]) =>
    new (CLASSES[kindOf(object)] as Class)(object.name, object.inputs, { provider, dependsOn });
  const [services, others] = [true, false].map((wanted) =>
    objects.filter((each) => (kindOf(each) === "Service") === wanted),
  ) as [Work["objects"], Work["objects"]];
  const nameOf = ({ inputs }: Work["objects"][0]) => (inputs["metadata"] as { name: string }).name;
  const made = new Map(
    others.map((each) => [`${kindOf(each)} ${nameOf(each)}`, make(each)] as const),
  );
  // A Service waits for its pods: where as many wait as the engine does at once, no Deployment would have its turn.
  for (const each of services) make(each, [made.get(`Deployment ${nameOf(each)}`)!]);
  return objects.length;
}
