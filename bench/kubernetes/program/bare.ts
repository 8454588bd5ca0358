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
  // A Service waits for its pods; where as many wait as the engine does at once, no Deployment would come to its turn.
  const last = ({ type }: Work["objects"][0]) => type.endsWith(":Service");
  for (const { type, name, inputs } of [
    ...objects.filter((each) => !last(each)),
    ...objects.filter(last),
  ]) {
    const kind = type.split(":").at(-1) as keyof typeof CLASSES;
    new (CLASSES[kind] as Class)(name, inputs, { provider });
  }
  return objects.length;
}
