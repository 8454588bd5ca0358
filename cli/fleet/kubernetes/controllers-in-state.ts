import { workloadOf } from "../containers-in-state";
import { inOrder } from "../in-order";
import { plain, type StackResource } from "../stack-resource";

const TYPE =
  /^kubernetes:(core|apps|batch)\/v1:(Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job)$/;

/** What has pods in a cluster, by a stack's state: a Deployment, a StatefulSet, a Job, …, or a Pod itself. */
export interface DeclaredController {
  /** What it is a part of: a workload, another component, or itself alone. */
  readonly workload: string;
  /** URN of the provider, which is a cluster's. */
  readonly provider: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where the API has it. */
  readonly path: string;
  readonly uid: string | undefined;
  /** How many pods the program wants; undefined where it leaves that to something else. */
  readonly replicas: number | undefined;
  /** By container, as the program has them. */
  readonly images: Readonly<Record<string, string>>;
}

interface PodSpec {
  containers?: { name?: string; image?: string }[];
}

interface Declared {
  metadata?: { name?: string; namespace?: string; uid?: string; labels?: Record<string, string> };
  spec?: PodSpec & { replicas?: number; template?: { spec?: PodSpec } };
}

export function controllersInState(resources: readonly StackResource[]): DeclaredController[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources
    .flatMap((resource): DeclaredController[] => {
      const [, group, kind] = TYPE.exec(resource.type) ?? [];
      if (kind === undefined || resource.id === undefined || resource.delete === true) return [];
      const inputs = plain(resource.inputs) as Declared;
      const outputs = plain(resource.outputs) as Declared | undefined;
      // Its id is `namespace/name`.
      const [name = "", namespace = "default"] = resource.id.split("/").reverse();
      const labels = { ...outputs?.metadata?.labels, ...inputs.metadata?.labels };
      const spec = inputs.spec ?? outputs?.spec;
      const pod = kind === "Pod" ? spec : spec?.template?.spec;
      const api = group === "core" ? "/api/v1" : `/apis/${group}/v1`;
      return [
        {
          workload: workloadOf(resource, labels, byUrn),
          provider: (resource.provider ?? "").replace(/::[^:]*$/, ""),
          kind,
          namespace,
          name,
          path: `${api}/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`,
          uid: outputs?.metadata?.uid,
          replicas: typeof spec?.replicas === "number" ? spec.replicas : undefined,
          images: imagesOf(pod),
        },
      ];
    })
    .sort((a, b) => inOrder(a.workload, b.workload) || inOrder(a.name, b.name));
}

/** None of what is a secret. */
function imagesOf(pod: PodSpec | undefined): Record<string, string> {
  const containers = Array.isArray(pod?.containers) ? pod.containers : [];
  return Object.fromEntries(
    containers.flatMap(({ name, image }): [string, string][] =>
      typeof name === "string" && typeof image === "string" ? [[name, image]] : [],
    ),
  );
}
