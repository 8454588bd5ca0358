import * as pulumi from "@pulumi/pulumi";
import type { ClusterFacts } from "../../../model/cluster-facts";

export interface ClusterReadinessArgs {
  /** Kubeconfig: its text, or a file's path. Defaults to `KUBECONFIG`, then to `~/.kube/config`. Updates in place. */
  kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig. Defaults to its current one. Updates in place. */
  context?: pulumi.Input<string>;
  /**
   * Seconds that the API server and its nodes have to get ready, 1 to 3600; what waiting doesn't mend (a certificate that
   * is not to be trusted, a user who may not log in) fails at once. Defaults to 300. Updates in place.
   */
  deadlineSeconds?: pulumi.Input<number>;
  /** How many nodes have to be ready, 0 to 5000. Defaults to 1. Updates in place. */
  readyNodes?: pulumi.Input<number>;
  /** Oldest version of Kubernetes that will do, such as `1.30`. Defaults to any. Updates in place. */
  minVersion?: pulumi.Input<string>;
}

/**
 * A gate: exists once the cluster's API server is ready, lets the user in, is new enough and has as many nodes that are
 * ready. Its facts are read again by a refresh.
 */
export class ClusterReadiness extends pulumi.CustomResource {
  declare public readonly facts: pulumi.Output<ClusterFacts>;

  constructor(name: string, args: ClusterReadinessArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("slipway:kubernetes:Readiness", name, { facts: undefined, ...args }, opts);
  }
}
