import type { Cluster } from "../cluster";
import type { KubeObject } from "../kube-object";
import { READY, type Condition } from "./condition";
import { hasAddress } from "./service";

/** A controller has taken it up and told its address. */
export const ingress: Condition = {
  async progress(object, cluster) {
    if (hasAddress(object)) return READY;
    const missing = await missingServices(object, cluster);
    const state =
      missing.length > 0
        ? `there is no Service ${missing.join(", ")} that it leads to`
        : "no ingress controller has taken it up";
    return { ready: false, state };
  },
};

interface Backend {
  service?: { name?: string };
}

interface Spec {
  defaultBackend?: Backend;
  rules?: { http?: { paths?: { backend?: Backend }[] } }[];
}

async function missingServices(
  { spec, metadata }: KubeObject,
  cluster: Cluster,
): Promise<string[]> {
  const { defaultBackend, rules = [] } = (spec ?? {}) as Spec;
  const backends = rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend));
  const names = [defaultBackend, ...backends].flatMap((backend) => backend?.service?.name ?? []);
  const missing: string[] = [];
  for (const name of new Set(names)) {
    const path = await cluster.pathOf("v1", "Service", metadata.namespace, name);
    if ((await cluster.find(path)) === undefined) missing.push(name);
  }
  return missing;
}
