import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { labelsOf } from "../../workloads/on-kubernetes/meta";
import { present } from "../../workloads/present";
import type { GatewayArgs, GatewayRouteArgs } from "../gateway";
import { backendOf, NOT_ON_CLUSTERS, type NotHere } from "./backend";
import { urlAt, type ClusterGateway, type GatewayTarget } from "./cluster-gateway";
import { openPods } from "./open-pods";

/** What an Ingress can't say to every controller alike either. */
const NOT_HERE: NotHere = {
  stripPrefix:
    "each controller of Ingresses has annotations of its own for it; use transforms.ingress, or the Gateway API (gatewayClass)",
  ...NOT_ON_CLUSTERS,
};

/** Routes of a gateway as Ingresses, one for each. */
export class Ingresses implements ClusterGateway {
  private readonly made: Ingress[] = [];

  constructor(
    private readonly target: GatewayTarget,
    private readonly component: pulumi.ComponentResource,
    private readonly args: GatewayArgs,
  ) {}

  get nodes() {
    return { ingresses: this.made, httpRoutes: [] };
  }

  get url(): pulumi.Output<string> | undefined {
    return this.made[0]?.status.apply((status) => {
      const address = status?.loadBalancer?.ingress?.[0];
      return urlAt(address?.hostname ?? address?.ip);
    });
  }

  route(name: string, args: GatewayRouteArgs, opts?: pulumi.CustomResourceOptions): Ingress {
    const { ingressClass, transforms } = this.args;
    const { provider } = this.target;
    const { service, port } = backendOf(args, provider, NOT_HERE, this.component);
    const common = { parent: this.component, provider };
    openPods(name, this.args, args.to.name, port, common);

    const backend = { service: { name: service, port: { number: port } } };
    const paths = [{ path: args.path ?? "/", pathType: "Prefix", backend }];
    const { host, tlsSecret } = args;
    const tls =
      tlsSecret === undefined
        ? undefined
        : [present({ secretName: tlsSecret, hosts: host === undefined ? undefined : [host] })];
    const ingressOpts = pulumi.mergeOptions(common, opts);
    const made = transformed(
      transforms?.ingress,
      {
        metadata: { name, labels: labelsOf(args.to.name) },
        spec: present({
          ingressClassName: ingressClass,
          tls,
          rules: [present({ host, http: { paths } })],
        }),
      },
      ingressOpts,
    );
    const ingress = withoutStacks(() => new Ingress(name, made, ingressOpts));
    this.made.push(ingress);
    return ingress;
  }
}
