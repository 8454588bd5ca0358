import * as pulumi from "@pulumi/pulumi";

/**
 * What something has on one of several clusters. Objects are called the same on each, and a URN has the type of its
 * parent, not its name; so the cluster's name is part of this type.
 */
export class OnCluster extends pulumi.ComponentResource {
  /** @param before what everything beneath waits for: the wave before. */
  constructor(
    name: string,
    cluster: string,
    parent: pulumi.Resource,
    before: readonly OnCluster[],
  ) {
    const dependsOn = [...before];
    super(
      `slipway:kubernetes:OnCluster/${cluster}`,
      name,
      {},
      {
        parent,
        // A component's own dependencies don't count for its children.
        transformations: [
          ({ props, opts }) => ({ props, opts: pulumi.mergeOptions(opts, { dependsOn }) }),
        ],
      },
    );
  }
}
