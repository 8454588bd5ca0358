import * as docker from "@pulumi/docker";
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
export class SwarmProvider extends docker.Provider {
  constructor(
    name: string,
    { swarm, managers }: SwarmProviderArgs,
    opts: pulumi.ResourceOptions = {},
  ) {
    const ways = pulumi.jsonStringify({ id: swarm, managers: managers.map((each) => each ?? {}) });
    // The official SDK knows no such property, and would leave it out of its arguments.
    const withSwarm: pulumi.ResourceTransformation = (provider) => ({
      props: { ...provider.props, swarm: ways },
      opts: provider.opts,
    });
    super(name, managers[0] ?? {}, pulumi.mergeOptions(opts, { transformations: [withSwarm] }));
  }
}
