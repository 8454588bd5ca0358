import type { ClusterGatewayMaker, GatewayTarget } from "./cluster-gateway";
import { GatewayApi } from "./gateway-api";
import { Ingresses } from "./ingresses";

/** By the Gateway API where its class is named, else by Ingresses. */
export function gatewayMaker(target: GatewayTarget): ClusterGatewayMaker {
  return (component, name, args, opts) =>
    args.gatewayClass === undefined
      ? new Ingresses(target, component, args)
      : new GatewayApi(target, component, name, args, opts);
}
