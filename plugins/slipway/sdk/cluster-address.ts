import * as pulumi from "@pulumi/pulumi";

export interface ClusterAddressArgs {
  /** Kubeconfig: its text, or a file's path. Defaults to `KUBECONFIG`, then to `~/.kube/config`. */
  kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig. Defaults to its current one. */
  context?: pulumi.Input<string>;
}

export interface ClusterAddress {
  /** `https://…` */
  server: string;
  /** PEM. Absent where the server's certificate is one that everybody trusts. */
  ca?: string;
}

/** Where a kubeconfig's cluster is; nothing of the login. */
export function clusterAddress(
  args: ClusterAddressArgs,
  parent: pulumi.Resource,
): pulumi.Output<ClusterAddress> {
  return pulumi.runtime.invokeOutput<ClusterAddress>(
    "slipway:kubernetes:clusterAddress",
    { ...args },
    { parent },
  );
}
