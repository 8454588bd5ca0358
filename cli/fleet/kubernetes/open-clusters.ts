import { resolve } from "node:path";
import { ApiClient } from "../../../plugins/slipway/client/kubernetes/api-client";
import { engineErrorFromApi } from "../../../plugins/slipway/client/kubernetes/engine-error-from";
import {
  defaultKubeconfig,
  readKubeconfig,
  type ClusterAccess,
} from "../../../plugins/slipway/client/kubernetes/kubeconfig";
import { UserError } from "../../../toolchain/user-error";
import type { FleetCluster } from "./clusters-in-state";

/** A cluster of the stack, and the way to it. */
export interface OpenCluster extends FleetCluster {
  /** `https://…` */
  readonly where: string;
  /** Reads from its API. Rejects with an `EngineError`. */
  get<T>(path: string, query?: Record<string, string | undefined>): Promise<T>;
  readonly api: ApiClient;
  /** Logs in. Rejects with an `EngineError` where it can't. */
  connect(): Promise<void>;
  /** The same cluster, with a login of its own. */
  reopened(): OpenCluster;
}

/**
 * Prepares the ways to clusters; nothing connects yet. Throws one sentence for a kubeconfig that can't be used.
 *
 * @param dir folder of the project, from which the paths of its program are.
 */
export function openClusters(clusters: readonly FleetCluster[], dir: string): OpenCluster[] {
  return clusters.map((cluster) => open(cluster, accessOf(cluster, dir)));
}

function open(cluster: FleetCluster, access: ClusterAccess): OpenCluster {
  const api = new ApiClient(access);
  const get = <T>(path: string, query: Record<string, string | undefined> = {}) =>
    api.call<T>(path, { query }).catch((error: unknown) => {
      throw engineErrorFromApi(error, access.server);
    });
  return {
    ...cluster,
    where: access.server,
    api,
    get,
    connect: async () => void (await get("/version")),
    reopened: () => open(cluster, access),
  };
}

function accessOf({ name, kubeconfig, context }: FleetCluster, dir: string): ClusterAccess {
  const given = kubeconfig ?? defaultKubeconfig();
  try {
    return readKubeconfig(/[\n{]/.test(given) ? given : resolve(dir, given), context);
  } catch (cause) {
    throw new UserError(`${name}: ${(cause as Error).message}.`, { cause });
  }
}
