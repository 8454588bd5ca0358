import type * as pulumi from "@pulumi/pulumi";

/** A load balancer before gateways, and how it tells who can take requests. */
export interface BalancerChecks {
  /** Path that it asks for; one at which a route of the gateways answers. */
  path: string;
  /** Seconds after which it sends to a gateway that is well. */
  joinSeconds: number;
  /** Seconds after which it sends nothing more to one that isn't. */
  leaveSeconds: number;
  /** Itself: where it goes too, nobody waits. */
  balancer: pulumi.Resource;
}
