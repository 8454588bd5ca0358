import { deepEqual } from "../../plugins/runtime/deep-equal";
import type { LabCluster } from "./lab-cluster";

/** Class of the Gateways that a lab's proxy serves. */
export const GATEWAY_CLASS = "lab";
const CONTROLLER = "slipway.dev/lab";
const API = "gateway.networking.k8s.io/v1";

interface Gateway {
  metadata: ObjectMeta;
  spec: { gatewayClassName: string; listeners: { name: string; protocol: string }[] };
  status?: { conditions?: Condition[] };
}

interface HttpRoute {
  metadata: ObjectMeta;
  spec: {
    parentRefs: { name: string; sectionName?: string }[];
    hostnames?: string[];
    rules: {
      matches: { path: { value: string } }[];
      filters?: { type: string }[];
      backendRefs?: { name: string }[];
    }[];
  };
  status?: { parents?: { conditions?: Condition[] }[] };
}

interface ObjectMeta {
  name: string;
  namespace: string;
  generation: number;
}

interface Condition {
  type: string;
  status: string;
  observedGeneration?: number;
}

/** What a proxy is to do with requests. */
export interface GatewayRoute {
  namespace: string;
  host: string | undefined;
  path: string;
  /** Name of the Service; undefined where it only redirects to HTTPS. */
  service: string | undefined;
  stripPrefix: boolean;
}

export const gatewayClass = {
  apiVersion: API,
  kind: "GatewayClass",
  metadata: { name: GATEWAY_CLASS },
  spec: { controllerName: CONTROLLER },
};

/** As a controller of the Gateway API does: takes up Gateways of its class and their HTTPRoutes, and says so in their status. */
export async function takeUpGateways(cluster: LabCluster): Promise<GatewayRoute[]> {
  const list = async <T>(plural: string) =>
    (await cluster.get<{ items: T[] }>(`/apis/${API}/${plural}`))?.items ?? [];
  const gateways = (await list<Gateway>("gateways")).filter(
    ({ spec }) => spec.gatewayClassName === GATEWAY_CLASS,
  );
  const say = (plural: string, { namespace, name }: ObjectMeta, status: object) =>
    cluster.patch(`/apis/${API}/namespaces/${namespace}/${plural}/${name}/status`, { status });
  for (const { metadata, status } of gateways) {
    const conditions = conditionsOf(metadata, { Accepted: true, Programmed: true });
    if (!isSaid(status?.conditions, conditions))
      await say("gateways", metadata, {
        addresses: [{ type: "IPAddress", value: "127.0.0.1" }],
        conditions,
      });
  }
  const served: GatewayRoute[] = [];
  for (const route of await list<HttpRoute>("httproutes")) {
    const [ref] = route.spec.parentRefs;
    const gateway = gateways.find(
      ({ metadata }) =>
        metadata.name === ref?.name && metadata.namespace === route.metadata.namespace,
    );
    if (gateway === undefined) continue;
    const listener = gateway.spec.listeners.find(
      ({ name }) => ref?.sectionName === undefined || name === ref.sectionName,
    );
    const conditions = conditionsOf(route.metadata, { Accepted: listener !== undefined });
    if (!isSaid(route.status?.parents?.[0]?.conditions, conditions))
      await say("httproutes", route.metadata, {
        parents: [{ parentRef: ref, controllerName: CONTROLLER, conditions }],
      });
    // It has no HTTPS.
    if (listener?.protocol === "HTTP") served.push(...rulesOf(route));
  }
  return served;
}

function rulesOf({ metadata, spec }: HttpRoute): GatewayRoute[] {
  return (spec.hostnames ?? [undefined]).flatMap((host) =>
    spec.rules.flatMap(({ matches, filters, backendRefs }) =>
      matches.map(({ path }) => ({
        namespace: metadata.namespace,
        host,
        path: path.value,
        service: backendRefs?.[0]?.name,
        stripPrefix: (filters ?? []).some(({ type }) => type === "URLRewrite"),
      })),
    ),
  );
}

function conditionsOf({ generation }: ObjectMeta, types: Record<string, boolean>) {
  return Object.entries(types).map(([type, holds]) => ({
    type,
    status: holds ? "True" : "False",
    reason: holds ? type : "NoMatchingParent",
    message: "",
    observedGeneration: generation,
    lastTransitionTime: new Date().toISOString(),
  }));
}

function isSaid(found: readonly Condition[] | undefined, wanted: readonly Condition[]): boolean {
  const said = (conditions: readonly Condition[]) =>
    conditions.map(({ type, status, observedGeneration }) => [type, status, observedGeneration]);
  return deepEqual(said(found ?? []), said(wanted));
}
