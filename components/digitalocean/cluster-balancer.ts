import { Service } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { dollars, PRICES } from "../../model/digitalocean/prices";
import { portOf } from "../../model/route-port";
import { show, type Mistake } from "../../model/mistakes";
import { refuse } from "../mistakes";
import { transformed, type Transform } from "../transform";
import { labelsOf } from "../workloads/on-kubernetes/meta";
import type { Workload } from "../workloads/workload";
import type { ManagedKubernetes } from "./managed-kubernetes";

type ServiceArgs = types.input.core.v1.Service;

export interface ClusterBalancerArgs {
  /** The cluster that the workload is on. */
  on: ManagedKubernetes;
  /** The workload behind it. */
  to: Workload;
  /** Name or number of the workload's port. Plain. Defaults to its only one. In place. */
  port?: string | number;
  /** Port of the load balancer, 1 to 65535. Plain. Defaults to 80. In place. */
  publicPort?: number;
  /** The last word on the children. */
  transforms?: { service?: Transform<ServiceArgs> };
}

/**
 * A load balancer of DigitalOcean's before a workload on a `ManagedKubernetes`: a Service for which the cluster orders it, and
 * which takes it along when it goes. It passes TCP through. Everybody may then reach that port of the pods.
 */
export class ClusterBalancer extends pulumi.ComponentResource {
  /** Its public address. */
  readonly address: pulumi.Output<string>;
  /** US dollars a month. */
  readonly monthlyCost = dollars(PRICES.loadBalancerNode);
  /** The resources beneath. */
  readonly nodes: { service: Service; policy: NetworkPolicy };

  constructor(name: string, args: ClusterBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:ClusterBalancer", name, {}, opts);
    const { on, to, publicPort = 80, transforms } = args;
    const target = portOf(to.ports, args.port);
    refuse(mistakesIn(args, target), this);
    const matchLabels = labelsOf(to.name);
    const metadata = { labels: matchLabels };
    const policy = new NetworkPolicy(
      `${name}-public`,
      {
        metadata,
        spec: {
          podSelector: { matchLabels },
          policyTypes: ["Ingress"],
          ingress: [{ ports: [{ port: target, protocol: "TCP" }] }],
        },
      },
      { parent: this, provider: on.cluster.provider },
    );
    const childOpts: pulumi.CustomResourceOptions = {
      parent: this,
      provider: on.cluster.provider,
      dependsOn: [to, policy],
    };
    const service = new Service(
      name,
      transformed(
        transforms?.service,
        {
          metadata,
          spec: {
            type: "LoadBalancer",
            selector: matchLabels,
            ports: [{ name: "public", port: publicPort, targetPort: target, protocol: "TCP" }],
          },
        },
        childOpts,
      ),
      childOpts,
    );
    this.nodes = { service, policy };
    this.address = service.status.apply(addressOf);
    this.registerOutputs({ address: this.address, monthlyCost: this.monthlyCost });
  }
}

function addressOf(status: { loadBalancer?: { ingress?: { ip?: string }[] } } | undefined): string {
  return status?.loadBalancer?.ingress?.[0]?.ip ?? "";
}

function mistakesIn(
  { on, to, publicPort = 80 }: ClusterBalancerArgs,
  target: number | string,
): Mistake[] {
  const mistakes: Mistake[] = [];
  if (to.nodes.kubernetes?.provider !== on.cluster.provider)
    mistakes.push({ path: "to", problem: "expected a workload on that cluster" });
  if (typeof target === "string") mistakes.push({ path: "port", problem: target });
  if (!Number.isInteger(publicPort) || publicPort < 1 || publicPort > 65535)
    mistakes.push({
      path: "publicPort",
      problem: `expected a whole number from 1 to 65535, got ${show(publicPort)}`,
    });
  return mistakes;
}
