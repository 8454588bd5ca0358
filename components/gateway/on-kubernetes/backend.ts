import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Mistake } from "../../../model/mistakes";
import { portOf } from "../../../model/route-port";
import { refuse } from "../../mistakes";
import type { GatewayRouteArgs } from "../gateway";

/** Where a route leads to. */
export interface Backend {
  service: pulumi.Output<string>;
  port: number;
}

/** What a proxy of the gateway's own can do; why it isn't for a cluster, by argument. */
export type NotHere = Partial<Record<keyof GatewayRouteArgs, string>>;

/** On every cluster. */
export const NOT_ON_CLUSTERS: NotHere = {
  health: "the workload's own health check decides which pods are sent requests",
  drainSeconds: "a pod that is taken away drains by itself",
  upTo: "its controller finds all pods",
};

/** The Service and port of a route; refuses what isn't to be had there, all at once. */
export function backendOf(
  args: GatewayRouteArgs,
  provider: Provider,
  notHere: NotHere,
  gateway: pulumi.ComponentResource,
): Backend {
  const nodes = args.to.nodes.kubernetes;
  const port = portOf(args.to.ports, args.port);
  const mistakes: Mistake[] = [];
  if (nodes?.provider !== provider)
    mistakes.push({ path: "to", problem: "expected a workload on the gateway's own cluster" });
  else if (nodes.service === undefined)
    mistakes.push({ path: "to", problem: "the workload has no ports" });
  for (const [path, why] of Object.entries(notHere))
    if (args[path as keyof NotHere] !== undefined)
      mistakes.push({ path, problem: `leave it out on a cluster: ${why}` });
  if (typeof port === "string") mistakes.push({ path: "port", problem: port });
  refuse(mistakes, gateway);
  return { service: nodes!.service!.metadata.name, port: Number(port) };
}
