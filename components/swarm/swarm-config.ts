import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { contentName } from "../../model/content-name";
import type { SwarmCluster } from "./swarm-cluster";

export interface SwarmConfigArgs {
  /** The swarm that keeps it. A change makes it there. */
  on: SwarmCluster;
  /** The file's text, up to 1000 KiB. Another content is another config, made beside the old one. */
  content: pulumi.Input<string>;
}

/**
 * A file for services that is no secret. Its name ends in a hash of the content: services that take it move over to
 * another content by their own update, and the old config goes when they have converged.
 */
export class SwarmConfig extends pulumi.ComponentResource {
  /** Its id, for `configId` of a `docker.Service`. */
  readonly configId: pulumi.Output<string>;
  /** Its name in the swarm. */
  readonly configName: pulumi.Output<string>;
  private readonly config: docker.ServiceConfig;

  constructor(name: string, args: SwarmConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:swarm:SwarmConfig", name, { content: args.content }, opts);
    const content = pulumi.output(args.content);
    this.config = new docker.ServiceConfig(
      name,
      { name: content.apply((text) => contentName(name, text)), dataRaw: content },
      { parent: this, provider: args.on.provider, dependsOn: [...args.on.members] },
    );
    this.configId = this.config.id;
    this.configName = this.config.name;
    this.registerOutputs({ configId: this.configId, configName: this.configName });
  }

  /** The resources beneath. */
  get nodes(): { config: docker.ServiceConfig } {
    return { config: this.config };
  }
}
