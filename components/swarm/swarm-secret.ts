import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SwarmCluster } from "./swarm-cluster";

export interface SwarmSecretArgs {
  /** The swarm that keeps it. A change makes it there. */
  on: SwarmCluster;
  /** The file's text, up to 500 KiB. Kept as a secret. Another content is another secret, made beside the old one. */
  content: pulumi.Input<string>;
}

/**
 * A file for services that is a secret. Each content gets a name of its own: services that take it move over to another
 * content by their own update, and the old secret goes when they have converged. The name ends in random letters, as a
 * hash would let whoever may list secrets try guesses.
 */
export class SwarmSecret extends pulumi.ComponentResource {
  /** Its id, for `secretId` of a `docker.Service`. */
  readonly secretId: pulumi.Output<string>;
  /** Its name in the swarm. */
  readonly secretName: pulumi.Output<string>;
  private readonly secret: docker.Secret;

  constructor(name: string, args: SwarmSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    const content = pulumi.secret(args.content);
    super("slipway:swarm:SwarmSecret", name, { content }, opts);
    this.secret = new docker.Secret(
      name,
      { data: content.apply((text) => Buffer.from(text).toString("base64")) },
      { parent: this, provider: args.on.provider, dependsOn: [...args.on.members] },
    );
    this.secretId = this.secret.id;
    this.secretName = this.secret.name;
    this.registerOutputs({ secretId: this.secretId, secretName: this.secretName });
  }

  /** The resources beneath. */
  get nodes(): { secret: docker.Secret } {
    return { secret: this.secret };
  }
}
