import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";

export interface SignalArgs {
  /** The host. Defaults to the one of the docker CLI. Updates in place. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** Name or id of a running container. Another one has begun anew, and gets nothing. */
  container: pulumi.Input<string>;
  /** `"restart"`, or a signal such as `SIGHUP`. */
  action: pulumi.Input<string>;
  /** Values whose change sends the signal. */
  triggers: pulumi.Input<pulumi.Input<unknown>[]>;
  /** Seconds in which it must be healthy again (or, without a health check, still run), 1 to 3600. Defaults to 60. */
  deadlineSeconds?: pulumi.Input<number>;
  /** Seconds that a restart gives it to end, 0 to 3600. Defaults to 10. */
  stopGraceSeconds?: pulumi.Input<number>;
}

/**
 * Sends a running container a signal, or restarts it, whenever the triggers change, and waits until it is healthy. Does
 * nothing when it is new: the container has begun with what there is.
 */
export class Signal extends pulumi.CustomResource {
  constructor(name: string, args: SignalArgs, opts?: pulumi.CustomResourceOptions) {
    super("slipway:workloads:Signal", name, { ...args }, opts);
  }
}
