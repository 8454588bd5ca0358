import * as pulumi from "@pulumi/pulumi";
import type { HostFacts } from "../../../model/host-facts";
import type { ConnectionArgs } from "./connection-args";

export interface ReadinessArgs {
  /** The host. Defaults to the one of the docker CLI. Asked again; updates in place. */
  connection?: pulumi.Input<ConnectionArgs>;
  /**
   * Seconds that the host has to answer and its engine to run, 1 to 3600; what waiting doesn't mend (another host key, a
   * user who may not log in) fails at once. Defaults to 120. Updates in place.
   */
  deadlineSeconds?: pulumi.Input<number>;
  /** Oldest version of Docker that will do, such as `24.0`. Defaults to any. Updates in place. */
  minEngineVersion?: pulumi.Input<string>;
}

/**
 * A gate: exists once the host answers, shows the pinned host key, lets the user in, and its engine runs and is new
 * enough. Its facts are read again by a refresh.
 */
export class Readiness extends pulumi.CustomResource {
  declare public readonly facts: pulumi.Output<HostFacts>;

  constructor(name: string, args: ReadinessArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("slipway:hosts:Readiness", name, { facts: undefined, ...args }, opts);
  }
}
