import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";

export interface RouteServerArgs {
  /** Name or address of the server on the gateway's network. */
  address: pulumi.Input<string>;
  /** Port there, 1 to 65535. */
  port: pulumi.Input<number>;
  /** How many addresses the name may stand for at a time, 1 to 1000, each a server of its own. Defaults to one. */
  upTo?: pulumi.Input<number>;
}

export interface RouteHealthArgs {
  /** Path asked for with GET; an answer from 200 to 399 is healthy. */
  path: pulumi.Input<string>;
  /** Seconds between two checks of a server, 0.1 to 3600. Defaults to 1. */
  intervalSeconds?: pulumi.Input<number>;
}

export interface RouteArgs {
  /** The host that the gateway runs on. Defaults to the one of the docker CLI. Updates in place. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** Name or id of the gateway's container. Updates in place. */
  gateway: pulumi.Input<string>;
  /** Host name, in lower case and without a port. Defaults to every host that no other route names. In place. */
  hostname?: pulumi.Input<string>;
  /** Path prefix: `/api` takes `/api` and `/api/x`, but not `/apix`; the longest wins. Defaults to `/`. In place. */
  path?: pulumi.Input<string>;
  /** Whether the prefix is taken off before the request goes on. Defaults to false. Updates in place. */
  stripPrefix?: pulumi.Input<boolean>;
  /** Where requests go, in turn. At least one. Updates in place. */
  servers: pulumi.Input<pulumi.Input<RouteServerArgs>[]>;
  /** How the gateway tells whether a server can take requests. Defaults to whether its port accepts connections. */
  health?: pulumi.Input<RouteHealthArgs>;
  /**
   * Seconds that a change waits, at the most, for requests under way on the servers it takes out; what still runs then
   * is cut when those servers stop. 0 to 3600. Defaults to 30. Updates in place.
   */
  drainSeconds?: pulumi.Input<number>;
}

/**
 * One route of a gateway: which requests go to which servers. A change is taken in without dropping a request, and is
 * done only when nothing uses the servers that it took out.
 */
export class Route extends pulumi.CustomResource {
  /** Host name it answers to; undefined: every host that no other route names. */
  declare public readonly hostname: pulumi.Output<string | undefined>;
  /** Path prefix. */
  declare public readonly path: pulumi.Output<string>;

  constructor(name: string, args: RouteArgs, opts?: pulumi.CustomResourceOptions) {
    super("slipway:gateway:Route", name, { ...args }, opts);
  }
}
