import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";

/** The addresses of a node. Each is `ADDRESS` or `INTERFACE`, the first two with `:PORT` where that isn't 2377. */
export interface NodeAddressArgs {
  /**
   * Address by which the other nodes reach this one: behind NAT, the one outside. Defaults to the engine's own choice: a
   * joining node is known by the address that the manager sees it come from, and the first one needs to have a single
   * address.
   */
  advertiseAddr?: pulumi.Input<string>;
  /** Where a manager listens. Defaults to `0.0.0.0:2377`. */
  listenAddr?: pulumi.Input<string>;
  /** Address for the traffic of overlay networks. Defaults to `advertiseAddr`. */
  dataPathAddr?: pulumi.Input<string>;
}

export interface SwarmManagerArgs {
  /** What the manager is known by when the list changes: its host's name in the program. Unique. */
  name: pulumi.Input<string>;
  /** The way to its host. Defaults to the engine of the docker CLI. */
  connection?: pulumi.Input<ConnectionArgs>;
}

export interface SwarmArgs {
  /**
   * The hosts that are managers. The first of them makes the swarm, with its addresses; after that, the first that
   * answers is spoken to. A change that would put the managers' quorum at risk is refused. Updates in place.
   */
  managers: pulumi.Input<pulumi.Input<SwarmManagerArgs & NodeAddressArgs>[]>;
  /** Subnets that overlay networks are cut from. Defaults to `10.0.0.0/8`. Can't change. */
  defaultAddrPools?: pulumi.Input<pulumi.Input<string>[]>;
  /** Bits of the prefix of each overlay network, 1 to 29. Defaults to 24. Can't change. */
  subnetSize?: pulumi.Input<number>;
  /** UDP port for the traffic of overlay networks, 1024 to 49151. Defaults to 4789. Can't change. */
  dataPathPort?: pulumi.Input<number>;
  /**
   * Whether a manager whose engine was restarted takes part again only when it is given the unlock key. `pulumi up
   * --refresh` gives it. Defaults to false. Updates in place.
   */
  autolock?: pulumi.Input<boolean>;
  /** Hours for which a node's certificate is good, at least 1. Defaults to 2160, 90 days. Updates in place. */
  certExpiryHours?: pulumi.Input<number>;
  /** How many ended tasks are kept for each place of a service. Defaults to 5. Updates in place. */
  taskHistoryLimit?: pulumi.Input<number>;
  /** Seconds between two signs of life of a node, 1 to 3600; three missed make it `down`. Defaults to 5. In place. */
  heartbeatSeconds?: pulumi.Input<number>;
  /** Any text; another one makes new join tokens. Nodes that have joined stay. Updates in place. */
  joinTokenRotation?: pulumi.Input<string>;
  /** Any text; another one makes a new unlock key. Only with `autolock`. Updates in place. */
  unlockKeyRotation?: pulumi.Input<string>;
  /** Any text; another one makes a new CA, new certificates for all nodes, and new join tokens. Updates in place. */
  caRotation?: pulumi.Input<string>;
}

/** A Docker Swarm: what all its nodes share. Who is in it, `Node` says. */
export class Swarm extends pulumi.CustomResource {
  /** The swarm's id. */
  declare public readonly swarmId: pulumi.Output<string>;
  /** With this, a host joins as a worker. A secret. */
  declare public readonly workerToken: pulumi.Output<string>;
  /** With this, a host joins as a manager. A secret. */
  declare public readonly managerToken: pulumi.Output<string>;
  /** Unlocks a manager; undefined without `autolock`. A secret. */
  declare public readonly unlockKey: pulumi.Output<string | undefined>;

  constructor(name: string, args: SwarmArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = {
      swarmId: undefined,
      workerToken: undefined,
      managerToken: undefined,
      unlockKey: undefined,
    };
    super("slipway:swarm:Swarm", name, { ...args, ...outputs }, opts);
  }
}
