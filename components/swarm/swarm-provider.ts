import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../../plugins/slipway/sdk/connection-args";

export interface SwarmProviderArgs {
  /** Id of the swarm. */
  swarm: pulumi.Input<string>;
  /** The ways to its managers. */
  managers: (ConnectionArgs | undefined)[];
}

/**
 * A provider of the docker plugin for a swarm in the place of one host: the first manager that answers is spoken to, and
 * another list of managers moves nothing. The official plugin sees the first manager alone.
 */
export class SwarmProvider extends pulumi.ProviderResource {
  constructor(name: string, { swarm, managers }: SwarmProviderArgs, opts?: pulumi.ResourceOptions) {
    const [first = {}] = managers;
    const { sshOpts, ...rest } = first;
    super(
      "docker",
      name,
      {
        ...rest,
        ...(sshOpts !== undefined && { sshOpts: pulumi.jsonStringify(sshOpts) }),
        swarm: pulumi.jsonStringify({ id: swarm, managers: managers.map((each) => each ?? {}) }),
      },
      opts,
    );
  }
}
