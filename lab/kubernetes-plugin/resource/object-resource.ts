import { createHash, randomBytes } from "node:crypto";
import {
  containsUnknown,
  UNKNOWN,
  type CreateCall,
  type Live,
  type Props,
  type Resource,
  type UpdateCall,
} from "../../../plugins/runtime/resource";
import { ApiError, ApiUnreachable } from "../../../plugins/slipway/client/kubernetes/api-error";
import { untilGone } from "../await/until-gone";
import { untilReady } from "../await/until-ready";
import { NoSuchKind, type Cluster } from "../cluster";
import { described, idOf, type KubeObject } from "../kube-object";
import { differences } from "./differences";
import { liveInputs } from "./live-inputs";
import { named } from "./naming";
import { refusal } from "./refusal";

const FORCE = "pulumi.com/patchForce";
const PROPAGATION = "pulumi.com/deletionPropagationPolicy";

/** Any object of the Kubernetes API, made and changed by server-side apply. */
export function objectResource(apiVersion: string, kind: string): Resource<Cluster> {
  const secret = apiVersion === "v1" && kind === "Secret" ? ["data", "stringData"] : [];
  return {
    secretInputs: secret,
    secretOutputs: secret,

    async check(call, cluster) {
      const inputs = named({ ...call, inputs: { ...call.inputs, apiVersion, kind } });
      const metadata = inputs["metadata"] as KubeObject["metadata"];
      if (metadata.namespace === undefined && (await inNamespace(cluster, apiVersion, kind)))
        inputs["metadata"] = { ...metadata, namespace: cluster.namespace };
      return { inputs, failures: [] };
    },

    diff: ({ oldInputs, inputs }, cluster) =>
      differences(oldInputs, inputs, mutable(cluster, inputs)),

    async create(call, cluster) {
      const object = call.inputs as KubeObject;
      const manager = `pulumi-kubernetes-${suffix(call)}`;
      if (call.preview) return preview(call, cluster, object, manager);
      await mustBeNew(cluster, object, manager);
      const made = await apply(call, cluster, object, manager);
      return answer(call, cluster, made, manager);
    },

    async update(call, cluster) {
      const object = call.inputs as KubeObject;
      const manager = String(call.oldState["__fieldManager"]);
      if (call.preview) return preview(call, cluster, object, manager);
      const changed = await apply(call, cluster, object, manager);
      return answer(call, cluster, changed, manager);
    },

    async read(call, cluster) {
      const [name, namespace] = call.id.split("/").reverse() as [string, string | undefined];
      const path = await cluster.pathOf(apiVersion, kind, namespace, name);
      const live = await cluster.find(path, { signal: call.signal });
      if (live === undefined) return undefined;
      const before = call.oldState?.["__fieldManager"] as string | undefined;
      const manager = before ?? `pulumi-kubernetes-${suffix(call)}`;
      return {
        id: call.id,
        inputs: liveInputs(live, call.oldInputs),
        state: stateOf(live, manager),
      };
    },

    async delete(call, cluster) {
      const object = call.oldState as KubeObject;
      const { name, namespace, annotations } = object.metadata;
      try {
        const path = await cluster.pathOf(apiVersion, kind, namespace, name);
        const how = annotations?.[PROPAGATION] ?? "foreground";
        const propagationPolicy = how.charAt(0).toUpperCase() + how.slice(1);
        const body = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy };
        await cluster.find(path, { method: "DELETE", body, signal: call.signal });
        await untilGone(call, cluster, path, object);
      } catch (error) {
        if (!(error instanceof ApiUnreachable && cluster.flag("deleteUnreachable")))
          throw refusal(error, object);
        call.log.warn(`${error.message}; given up, as deleteUnreachable is set`);
      }
    },
  };
}

/** ConfigMaps and Secrets are replaced, unless the provider and the object itself let them change in place. */
function mutable(cluster: Cluster, { apiVersion, kind, immutable }: Props): boolean {
  if (apiVersion !== "v1" || immutable === true) return false;
  if (kind === "ConfigMap") return cluster.flag("enableConfigMapMutable");
  return kind === "Secret" && cluster.flag("enableSecretMutable");
}

async function inNamespace(cluster: Cluster, apiVersion: string, kind: string): Promise<boolean> {
  if (cluster.unknown) return false;
  return cluster.isNamespaced(apiVersion, kind);
}

/** What it would become, as the server itself says, without anything being written. */
async function preview(
  call: CreateCall | UpdateCall,
  cluster: Cluster,
  object: KubeObject,
  manager: string,
): Promise<Live> {
  const id = "id" in call ? call.id : "";
  const guess: Live = { id, state: { ...call.inputs, status: UNKNOWN } };
  if (cluster.unknown || containsUnknown(call.inputs)) return guess;
  try {
    if (!("id" in call)) await mustBeNew(cluster, object, manager);
    const live = await apply(call, cluster, object, manager, "All");
    const state = stateOf(live, manager);
    // What becomes of it is only known afterwards, and a new one's identity too.
    const metadata = "id" in call ? live.metadata : { ...state["metadata"]!, uid: UNKNOWN };
    return { id, state: { ...state, metadata, status: UNKNOWN } };
  } catch (error) {
    if (error instanceof ApiUnreachable) {
      call.log.warn(`${error.message}; the preview shows what the program wants`);
      return guess;
    }
    // The namespace, or the definition of the kind, may be made in the same update.
    if (error instanceof NoSuchKind || missesNamespace(error)) return guess;
    throw error;
  }
}

function missesNamespace(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ApiError && cause.status === 404;
}

/**
 * @param own its field manager. In a preview, the one that it replaces is still there; in an update, one whose making was
 * answered to nobody, as the server went away.
 */
async function mustBeNew(cluster: Cluster, object: KubeObject, own: string): Promise<void> {
  const { name, namespace } = object.metadata;
  if (name === undefined) return;
  const path = await cluster.pathOf(object.apiVersion, object.kind, namespace, name);
  const found = await cluster.find(path);
  if (found === undefined) return;
  const managers = (found.metadata["managedFields"] ?? []) as { manager?: string }[];
  if (managers.some(({ manager }) => manager === own)) return;
  const problem = new ApiError(409, {}, "");
  throw new Error(
    `${described(object)} already exists; import it (pulumi import) or give this one another name`,
    { cause: problem },
  );
}

async function apply(
  call: CreateCall | UpdateCall,
  cluster: Cluster,
  object: KubeObject,
  fieldManager: string,
  dryRun?: "All",
): Promise<KubeObject> {
  const { name, namespace, annotations } = object.metadata;
  const { signal } = call;
  const onWarning = (text: string) => call.log.warn(text);
  const query = { fieldManager, dryRun, fieldValidation: "Strict" };
  try {
    const path = await cluster.pathOf(object.apiVersion, object.kind, namespace, name);
    if (name === undefined)
      return await cluster.call(path, { method: "POST", query, body: object, signal, onWarning });
    const force = annotations?.[FORCE] === "true" ? "true" : undefined;
    return await cluster.call(path, {
      method: "PATCH",
      contentType: "application/apply-patch+yaml",
      query: { ...query, force },
      body: object,
      signal,
      onWarning,
    });
  } catch (error) {
    throw refusal(error, object);
  }
}

/** Waits until it is ready; one that doesn't get there is kept in state with the reasons. */
async function answer(
  call: CreateCall | UpdateCall,
  cluster: Cluster,
  object: KubeObject,
  manager: string,
): Promise<Live> {
  const { object: live, reasons } = await untilReady(call, cluster, object);
  const state = stateOf(live, manager);
  const id = idOf(live.metadata);
  return reasons.length > 0 ? { id, state, notReady: reasons } : { id, state };
}

function stateOf(live: KubeObject, manager: string): Props {
  const { managedFields: _, ...metadata } = live.metadata;
  return {
    ...live,
    metadata,
    __fieldManager: manager,
    __initialApiVersion: live.apiVersion,
  };
}

/** The official plugin makes one up for each object; ours is the same in every preview of it. */
function suffix(call: { urn: string }): string {
  const bytes = call.urn === "" ? randomBytes(32) : call.urn;
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}
