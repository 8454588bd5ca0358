import * as pulumi from "@pulumi/pulumi";
import type { DaemonConfig } from "../../../model/daemon-config";
import type { ConnectionArgs } from "./connection-args";

export interface DockerEngineArgs {
  /** The host: by ssh, or this machine's own socket. Root, or a sudo that asks nothing. Updates in place. */
  connection?: pulumi.Input<ConnectionArgs>;
  /**
   * Installs Docker from the distribution's packages where it is missing: Debian and Ubuntu. It is never taken away again.
   * Defaults to true.
   */
  install?: pulumi.Input<boolean>;
  /**
   * Keys of /etc/docker/daemon.json, as Docker spells them; all others stay as they are. A key that is left out again
   * gets the value it had before, as all do when this resource is deleted. Defaults to none. Updates in place; Docker is
   * restarted only where it doesn't take the change in by itself.
   */
  daemon?: pulumi.Input<DaemonConfig>;
  /** Seconds that the host has to answer, 1 to 3600. Defaults to 120. Updates in place. */
  deadlineSeconds?: pulumi.Input<number>;
}

/** Docker on a host: installed, and its daemon.json managed key by key. */
export class DockerEngine extends pulumi.CustomResource {
  declare public readonly daemon: pulumi.Output<DaemonConfig>;

  constructor(name: string, args: DockerEngineArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("slipway:hosts:DockerEngine", name, { ...args }, opts);
  }
}
