import type { HostTraits } from "../../../model/targeting";
import { inOrder } from "../in-order";
import { isEncrypted, nameInUrn, plain, type StackResource } from "../stack-resource";

const PROVIDER = "pulumi:providers:kubernetes";
const CLUSTER = "slipway:kubernetes:KubernetesCluster";

/** A Kubernetes cluster of a stack, as its state has it. */
export interface FleetCluster {
  readonly name: string;
  readonly traits: HostTraits;
  /** URN of the provider of what is on it. */
  readonly provider: string;
  /** Text or path. Undefined: where kubectl looks. */
  readonly kubeconfig: string | undefined;
  /** Undefined: the kubeconfig's current one. */
  readonly context: string | undefined;
  /** Of what says none itself. Undefined: the context's. */
  readonly namespace: string | undefined;
  /** The way to it is a secret, which this state was read without. */
  readonly encrypted: boolean;
}

/**
 * The clusters of a stack: its `KubernetesCluster`s, and every other `kubernetes.Provider`, which is then known by its own
 * name. One that only writes files is none.
 */
export function clustersInState(resources: readonly StackResource[]): FleetCluster[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources
    .filter(
      ({ type, inputs, delete: replaced }) =>
        type === PROVIDER && replaced !== true && inputs?.["renderYamlToDirectory"] === undefined,
    )
    .map((provider) => {
      const parent = byUrn.get(provider.parent ?? "");
      const cluster = parent?.type === CLUSTER ? parent : undefined;
      const group = byUrn.get(cluster?.parent ?? "");
      const name = nameInUrn((cluster ?? provider).urn);
      const { kubeconfig, context, namespace } = provider.inputs ?? {};
      return {
        name,
        traits: traitsIn(group, name) ?? { name, roles: [], labels: {} },
        provider: provider.urn,
        kubeconfig: text(kubeconfig),
        context: text(context),
        namespace: text(namespace),
        encrypted: isEncrypted(kubeconfig) || isEncrypted(context),
      };
    })
    .sort((a, b) => inOrder(a.name, b.name));
}

/** Of a `ClusterGroup`. */
function traitsIn(group: StackResource | undefined, name: string): HostTraits | undefined {
  const traits = plain(group?.outputs?.["traits"]);
  return Array.isArray(traits)
    ? (traits as HostTraits[]).find((each) => each.name === name)
    : undefined;
}

/** As the SDK sends it to the provider: a kubeconfig may be an object. */
function text(value: unknown): string | undefined {
  const found = plain(value);
  if (found === undefined || found === null) return undefined;
  return typeof found === "string" ? found : JSON.stringify(found);
}
