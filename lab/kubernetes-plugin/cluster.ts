import { containsUnknown, type Props } from "../../plugins/runtime/resource";
import { ApiClient, type ApiRequest } from "../../plugins/slipway/client/kubernetes/api-client";
import { ApiError } from "../../plugins/slipway/client/kubernetes/api-error";
import {
  defaultKubeconfig,
  readKubeconfig,
} from "../../plugins/slipway/client/kubernetes/kubeconfig";
import { isClusterWide } from "../../model/manifests/cluster-wide-kinds";
import type { KubeObject } from "./kube-object";

/** The cluster's API has no such kind, or not yet. */
export class NoSuchKind extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`the cluster has no kind "${kind}" in version "${apiVersion}" of its API`);
    this.name = "NoSuchKind";
  }
}

type Flag =
  "deleteUnreachable" | "enableConfigMapMutable" | "enableSecretMutable" | "skipUpdateUnreachable";

interface KindInfo {
  /** `deployments`, as paths have it. */
  plural: string;
  namespaced: boolean;
}

/** One configured provider: a cluster, and what its objects are made with. */
export class Cluster {
  private client: ApiClient | undefined;
  private readonly kinds = new Map<string, Promise<Map<string, KindInfo>>>();

  constructor(private readonly config: Props) {}

  /** True where the kubeconfig is only known after the update. */
  get unknown(): boolean {
    return containsUnknown(this.config);
  }

  /** Where objects without a namespace go. */
  get namespace(): string {
    const given = this.config["namespace"];
    return typeof given === "string" && given !== "" ? given : this.api.access.namespace;
  }

  flag(name: Flag): boolean {
    return this.config[name] === true;
  }

  /** Opened with the first call: a provider whose cluster is gone must not fail before. */
  private get api(): ApiClient {
    const { kubeconfig, context } = this.config;
    return (this.client ??= new ApiClient(
      readKubeconfig(
        textOf(kubeconfig),
        typeof context === "string" && context !== "" ? context : undefined,
      ),
    ));
  }

  call<T = KubeObject>(path: string, options?: ApiRequest): Promise<T> {
    return this.api.call<T>(path, options);
  }

  /** As {@link call}, undefined where there is no such object. */
  async find<T = KubeObject>(path: string, options?: ApiRequest): Promise<T | undefined> {
    try {
      return await this.call<T>(path, options);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Path of an object, or, without a name, of the list that it is in. */
  async pathOf(apiVersion: string, kind: string, namespace?: string, name?: string) {
    const { plural, namespaced } = await this.kind(apiVersion, kind);
    const parts = [groupPath(apiVersion)];
    if (namespaced) parts.push("namespaces", namespace ?? this.namespace);
    return [...parts, plural, ...(name === undefined ? [] : [name])].join("/");
  }

  /** Whether objects of that kind are in a namespace. Asks the cluster about kinds that aren't Kubernetes' own alone. */
  async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    const known = isClusterWide(apiVersion, kind);
    if (known !== undefined) return !known;
    return (await this.kind(apiVersion, kind)).namespaced;
  }

  close(): void {
    this.client?.close();
  }

  private async kind(apiVersion: string, kind: string): Promise<KindInfo> {
    let known = (await this.kindsOf(apiVersion)).get(kind);
    if (known === undefined) {
      // A definition that was made a moment ago.
      this.kinds.delete(apiVersion);
      known = (await this.kindsOf(apiVersion)).get(kind);
    }
    if (known === undefined) throw new NoSuchKind(apiVersion, kind);
    return known;
  }

  private kindsOf(apiVersion: string): Promise<Map<string, KindInfo>> {
    let kinds = this.kinds.get(apiVersion);
    if (kinds === undefined) {
      kinds = this.discover(apiVersion);
      this.kinds.set(apiVersion, kinds);
      kinds.catch(() => this.kinds.delete(apiVersion));
    }
    return kinds;
  }

  private async discover(apiVersion: string): Promise<Map<string, KindInfo>> {
    const list = await this.find<ResourceList>(groupPath(apiVersion));
    const own = (list?.resources ?? []).filter(({ name }) => !name.includes("/"));
    return new Map(own.map(({ kind, name, namespaced }) => [kind, { plural: name, namespaced }]));
  }
}

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** A kubeconfig in JSON arrives decoded, as all JSON does in a provider's configuration. */
function textOf(kubeconfig: unknown): string {
  if (kubeconfig === undefined || kubeconfig === "") return defaultKubeconfig();
  return typeof kubeconfig === "string" ? kubeconfig : `${JSON.stringify(kubeconfig)}\n`;
}
