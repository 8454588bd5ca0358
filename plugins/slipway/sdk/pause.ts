import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";

export interface PauseArgs {
  /** The host that the container is on. Defaults to the one of the docker CLI. Updates in place. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** Name of the container to watch. Another one is watched anew; updates in place. */
  container: pulumi.Input<string>;
  /** Seconds to watch it, 1 to 3600. Takes effect with the next container; updates in place. */
  seconds: pulumi.Input<number>;
}

/**
 * A pause in a rollout: watches a new container, and fails where it ends, restarts or becomes unhealthy meanwhile. What
 * depends on it waits. Nothing of it stays on the host.
 */
export class Pause extends pulumi.CustomResource {
  constructor(name: string, args: PauseArgs, opts?: pulumi.CustomResourceOptions) {
    super("slipway:rollout:Pause", name, { ...args }, opts);
  }
}
