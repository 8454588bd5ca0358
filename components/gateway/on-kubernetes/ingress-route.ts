import { Ingress, NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Mistake } from "../../../model/mistakes";
import { portOf } from "../../../model/route-port";
import { refuse } from "../../mistakes";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { labelsOf } from "../../workloads/on-kubernetes/meta";
import { present } from "../../workloads/present";
import type { GatewayArgs, GatewayRouteArgs } from "../gateway";

/** What makes routes where a gateway is a cluster's own. */
export type IngressMaker = (
  gateway: pulumi.ComponentResource,
  name: string,
  gatewayArgs: GatewayArgs,
  args: GatewayRouteArgs,
  opts?: pulumi.CustomResourceOptions,
) => Ingress;

/** Routes of gateways on the cluster with that provider: an Ingress for each, and the way to the workload's pods for it. */
export function ingressMaker(provider: Provider): IngressMaker {
  return (gateway, name, gatewayArgs, args, opts) => {
    const { to } = args;
    const port = portOf(to.ports, args.port);
    refuse([...mistakesIn(provider, args), ...portMistakes(port)], gateway);
    const common = { parent: gateway, provider };
    openPods(name, gatewayArgs, to.name, Number(port), common);

    const paths = [
      {
        path: args.path ?? "/",
        pathType: "Prefix",
        backend: {
          service: {
            name: to.nodes.kubernetes!.service!.metadata.name,
            port: { number: Number(port) },
          },
        },
      },
    ];
    const { host, tlsSecret } = args;
    const tls =
      tlsSecret === undefined
        ? undefined
        : [present({ secretName: tlsSecret, hosts: host === undefined ? undefined : [host] })];
    const ingressOpts = pulumi.mergeOptions(common, opts);
    const made = transformed(
      gatewayArgs.transforms?.ingress,
      {
        metadata: { name, labels: labelsOf(to.name) },
        spec: present({
          ingressClassName: gatewayArgs.ingressClass,
          tls,
          rules: [present({ host, http: { paths } })],
        }),
      },
      ingressOpts,
    );
    return withoutStacks(() => new Ingress(name, made, ingressOpts));
  };
}

/** A workload lets in its own namespace alone; who serves Ingresses is mostly in another one. */
function openPods(
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

function portMistakes(port: number | string): Mistake[] {
  return typeof port === "string" ? [{ path: "port", problem: port }] : [];
}

/** What the gateway's own proxy can do, and what an Ingress can't say to every controller alike. */
const NOT_HERE = {
  stripPrefix: "each controller has annotations of its own for it; use transforms.ingress",
  health: "the workload's own health check decides which pods are sent requests",
  drainSeconds: "a pod that is taken away drains by itself",
} as const;

function mistakesIn(provider: Provider, args: GatewayRouteArgs): Mistake[] {
  const nodes = args.to.nodes.kubernetes;
  const mistakes: Mistake[] = [];
  if (nodes?.provider !== provider)
    mistakes.push({ path: "to", problem: "expected a workload on the gateway's own cluster" });
  else if (nodes.service === undefined)
    mistakes.push({ path: "to", problem: "the workload has no ports" });
  for (const [path, why] of Object.entries(NOT_HERE))
    if (args[path as keyof typeof NOT_HERE] !== undefined)
      mistakes.push({ path, problem: `leave it out on a cluster: ${why}` });
  return mistakes;
}
