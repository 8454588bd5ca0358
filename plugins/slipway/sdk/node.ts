import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";
import type { NodeAddressArgs, SwarmManagerArgs } from "./swarm";

/** A node gets its addresses when it joins: a change of one replaces a worker, and is refused for a manager. */
export interface NodeArgs extends NodeAddressArgs {
  /** The way to the host. Defaults to the engine of the docker CLI. Another host replaces. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** `Swarm.swarmId`. Another swarm replaces. */
  swarm: pulumi.Input<string>;
  /** The swarm's managers; the first that answers is spoken to. Updates in place. */
  managers: pulumi.Input<pulumi.Input<SwarmManagerArgs & NodeAddressArgs>[]>;
  /** Updates in place: a worker is promoted, a manager demoted. Where a
   * worker's engine can't become a manager (up to Docker 20.10, where the manager by which it joined is gone), its host
   * leaves once its tasks run elsewhere, and joins anew. Defaults to `worker`. */
  role?: pulumi.Input<"worker" | "manager">;
  /** Whether it takes tasks (`active`), keeps those it has (`pause`), or runs none (`drain`). Defaults to `active`. */
  availability?: pulumi.Input<"active" | "pause" | "drain">;
  /** For the placement of services: `node.labels.NAME`. Defaults to none. Updates in place. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * `ADDRESS:PORT` of managers, as this host reaches them. Defaults to the addresses by which the managers know each
   * other. Only matters when it joins.
   */
  remoteAddrs?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Seconds that its tasks may take to run elsewhere when it is taken out, 0 to 86400; 0: nobody waits. Then the update
   * fails, and the node stays, drained. Defaults to 120.
   */
  drainTimeoutSeconds?: pulumi.Input<number>;
}

/** A host's membership of a swarm. Taken out of the program it is drained, demoted, leaves, and is removed. */
export class Node extends pulumi.CustomResource {
  /** What the swarm knows it by. Another one where the host had to join anew to become a manager. */
  declare public readonly nodeId: pulumi.Output<string>;
  /** The engine's own name for itself. */
  declare public readonly hostname: pulumi.Output<string>;
  /** Address by which the other nodes know it. */
  declare public readonly address: pulumi.Output<string>;

  constructor(name: string, args: NodeArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "slipway:swarm:Node",
      name,
      { ...args, nodeId: undefined, hostname: undefined, address: undefined },
      opts,
    );
  }
}
