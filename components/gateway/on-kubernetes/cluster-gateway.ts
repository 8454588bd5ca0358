import type { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type { Ingress } from "@pulumi/kubernetes/networking/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterConnection } from "../../kubernetes/kubernetes-cluster";
import type { GatewayArgs, GatewayRouteArgs } from "../gateway";

/** A gateway where the cluster's own controller is the proxy. */
export interface ClusterGateway {
  /** Makes a route, and the way to the workload's pods for it. Returns what stands for the route. */
  route(
    name: string,
    args: GatewayRouteArgs,
    opts?: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource;
  /** Where it answers; undefined while nothing is there that could. */
  readonly url: pulumi.Output<string> | undefined;
  readonly nodes: ClusterGatewayNodes;
}

export interface ClusterGatewayNodes {
  readonly ingresses: readonly Ingress[];
  readonly gateway?: CustomResource;
  readonly httpRoutes: readonly CustomResource[];
}

/** The cluster that gateways are made on. */
export interface GatewayTarget {
  provider: Provider;
  connection: ClusterConnection;
}

/** Makes the gateway of a component on the cluster. */
export type ClusterGatewayMaker = (
  component: pulumi.ComponentResource,
  name: string,
  args: GatewayArgs,
  opts: pulumi.ComponentResourceOptions | undefined,
) => ClusterGateway;

/** An address that a controller has told. */
export function urlAt(address: string | undefined): string {
  return `http://${address ?? ""}`;
}
