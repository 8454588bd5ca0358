import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { types } from "@pulumi/kubernetes";
import { defaults } from "../../../model/defaults";
import type { PortSpec } from "../../../model/workload";
import { transformed } from "../../transform";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";

/**
 * Lets in pods of the same namespace to the declared ports, everybody to published ones, and nobody else. Takes effect
 * where the cluster's network knows policies.
 */
export function createNetworkPolicy({ name, args, childOpts }: Site): void {
  const ports = args.ports ?? [];
  const published = ports.filter(({ publish }) => publish !== undefined);
  const ingress: types.input.networking.v1.NetworkPolicyIngressRule[] = [];
  if (ports.length > 0) ingress.push({ from: [{ podSelector: {} }], ports: ports.map(policyPort) });
  if (published.length > 0) ingress.push({ ports: published.map(policyPort) });
  const labels = labelsOf(name);
  const opts = childOpts();
  const made = transformed(
    args.transforms?.networkPolicy,
    {
      metadata: { name, labels },
      spec: { podSelector: { matchLabels: labels }, policyTypes: ["Ingress"], ingress },
    },
    opts,
  );
  new NetworkPolicy(`${name}-network-policy`, made, opts);
}

function policyPort({ port, protocol }: PortSpec) {
  return { port, protocol: (protocol ?? defaults.portProtocol).toUpperCase() };
}
