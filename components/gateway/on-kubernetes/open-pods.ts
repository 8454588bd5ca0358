import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { labelsOf } from "../../workloads/on-kubernetes/meta";
import type { GatewayArgs } from "../gateway";

/** A workload lets in its own namespace alone; who serves its routes is mostly in another one. */
export function openPods(
  name: string,
  { controllerNamespace }: GatewayArgs,
  workload: string,
  port: number,
  opts: pulumi.CustomResourceOptions,
): void {
  const matchLabels = { "kubernetes.io/metadata.name": controllerNamespace! };
  const from = { namespaceSelector: controllerNamespace === undefined ? {} : { matchLabels } };
  new NetworkPolicy(
    `${name}-network-policy`,
    {
      metadata: { name, labels: labelsOf(workload) },
      spec: {
        podSelector: { matchLabels: labelsOf(workload) },
        policyTypes: ["Ingress"],
        ingress: [{ from: [from], ports: [{ port, protocol: "TCP" }] }],
      },
    },
    opts,
  );
}
