import { isEngineError } from "../../../plugins/docker/client/engine-error";
import type { DeclaredController } from "./controllers-in-state";
import type { OpenCluster } from "./open-clusters";

/** What is read of a pod. */
export interface Pod {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    annotations?: Record<string, string>;
    deletionTimestamp?: string;
  };
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status?: {
    phase?: string;
    reason?: string;
    startTime?: string;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface ContainerStatus {
  name: string;
  imageID?: string;
  containerID?: string;
  restartCount?: number;
  state?: {
    running?: { startedAt?: string };
    waiting?: { reason?: string };
    terminated?: { exitCode?: number; finishedAt?: string };
  };
}

/** What is read of a controller that the cluster has. */
export interface Controller {
  metadata: { name: string; uid: string };
  spec?: { replicas?: number; selector?: { matchLabels?: Record<string, string> } };
  status?: {
    replicas?: number;
    readyReplicas?: number;
    numberReady?: number;
    desiredNumberScheduled?: number;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
  };
}

/** A controller of the state, and what the cluster has of it. */
export interface FoundController {
  readonly declared: DeclaredController;
  /** Undefined where the cluster has none of the name. */
  readonly live: Controller | undefined;
  readonly pods: readonly Pod[];
  /** By which the API lists and watches its pods; undefined where it says nothing, by which all pods would be its own. */
  readonly query: PodQuery | undefined;
  /** From which a watch goes on. */
  readonly resourceVersion: string | undefined;
}

export type PodQuery = { labelSelector: string } | { fieldSelector: string };

interface PodList {
  metadata: { resourceVersion: string };
  items: Pod[];
}

/** Asks a cluster for what the state has there. Rejects with an `EngineError`. */
export function findControllers(
  cluster: OpenCluster,
  controllers: readonly DeclaredController[],
): Promise<FoundController[]> {
  return Promise.all(
    controllers.map(async (declared): Promise<FoundController> => {
      const live = await unlessAbsent(cluster.get<Controller>(declared.path));
      const query = live && queryOf(declared, live);
      if (query === undefined)
        return { declared, live, pods: [], query, resourceVersion: undefined };
      const { items, metadata } = await cluster.get<PodList>(podsPath(declared.namespace), query);
      const { resourceVersion } = metadata;
      return { declared, live, pods: items.sort(byName), query, resourceVersion };
    }),
  );
}

export function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

function queryOf({ kind, name }: DeclaredController, { spec }: Controller): PodQuery | undefined {
  if (kind === "Pod") return { fieldSelector: `metadata.name=${name}` };
  const labels = Object.entries(spec?.selector?.matchLabels ?? {});
  if (labels.length === 0) return undefined;
  return { labelSelector: labels.map((each) => each.join("=")).join(",") };
}

/** The container that is meant where none is named: as kubectl has it. */
export function mainContainer({ metadata, spec }: Pod): string {
  const wanted = metadata.annotations?.["kubectl.kubernetes.io/default-container"];
  const found = spec.containers.find(({ name }) => name === wanted);
  return (found ?? spec.containers[0]!).name;
}

function byName(a: Pod, b: Pod): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
}
