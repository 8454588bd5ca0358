import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";

export interface BalancerMemberArgs {
  /** The host that the gateway runs on. Defaults to the one of the docker CLI. Another host replaces. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** Name or id of the gateway's container. Updates in place. */
  gateway: pulumi.Input<string>;
  /** Path at which the load balancer looks whether the gateway is well. Updates in place. */
  path: pulumi.Input<string>;
  /** Seconds after which the load balancer surely sends to a gateway that is well, 0 to 3600. In place. */
  joinSeconds: pulumi.Input<number>;
  /** Seconds after which it surely sends nothing more to one that isn't, 0 to 3600. In place. */
  leaveSeconds: pulumi.Input<number>;
  /** Seconds that connections are waited for after that, at the most, 0 to 3600. Defaults to 30. In place. */
  drainSeconds?: pulumi.Input<number>;
}

/**
 * That a load balancer sends to a gateway. Made when the balancer has had the time to find the gateway well. When it goes,
 * the gateway first tells the balancer's checks that it is ill, serves on until that has sunk in, and ends what is under way.
 */
export class BalancerMember extends pulumi.CustomResource {
  constructor(name: string, args: BalancerMemberArgs, opts?: pulumi.CustomResourceOptions) {
    super("slipway:gateway:BalancerMember", name, { ...args }, opts);
  }
}
