import * as pulumi from "@pulumi/pulumi";

export interface CheckObjectsArgs {
  /** Kubeconfig: its text, or a file's path. Defaults to `KUBECONFIG`, then to `~/.kube/config`. */
  kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig. Defaults to its current one. */
  context?: pulumi.Input<string>;
  /** The objects, each with apiVersion and kind. Plain data. */
  objects: readonly unknown[];
}

/** Something about one of the objects, by its number in the list. */
export interface AboutObject {
  object: number;
  /** The field's path, key by key. */
  keys: (string | number)[];
  problem: string;
}

export interface CheckObjectsResult {
  mistakes: AboutObject[];
  /** Objects of kinds that the cluster doesn't have yet. */
  unchecked: AboutObject[];
  /** Why nothing was checked. */
  unreachable?: string;
}

/**
 * What a cluster's own schemas say of objects: unknown fields, wrong types, what is missing. Undefined where the cluster
 * is only known after the update.
 */
export async function checkObjects(
  args: CheckObjectsArgs,
  parent: pulumi.Resource,
): Promise<CheckObjectsResult | undefined> {
  const props = { ...args, objects: [...args.objects] };
  const token = "slipway:kubernetes:checkObjects";
  const result: unknown = await pulumi.runtime.invoke(token, props, { parent });
  return (result as Partial<CheckObjectsResult>).mistakes === undefined
    ? undefined
    : (result as CheckObjectsResult);
}
