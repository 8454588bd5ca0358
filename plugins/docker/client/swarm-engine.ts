import type { EngineRegistryAuth } from "./engine-types";
import type { EngineRequest, EngineTransport } from "./engine-request";
import type {
  EngineDistribution,
  EngineService,
  EngineServiceSpec,
  EngineSwarmFile,
  EngineSwarmFileKind,
  EngineSwarmFileSpec,
  EngineSwarmState,
  EngineTask,
  ServiceChangeOptions,
} from "./swarm-types";
import { demuxLogs } from "./demux-logs";
import { readAll } from "./read-all";

type Filters = Record<string, readonly string[]>;

/** What the plugin uses of a Swarm manager. An engine that is none answers with the status 503. */
export interface SwarmEngine {
  swarmState(): Promise<EngineSwarmState>;

  listServices(filters: Filters): Promise<EngineService[]>;
  createService(
    spec: EngineServiceSpec,
    options: ServiceChangeOptions,
  ): Promise<{ ID: string; Warnings?: string[] | null }>;
  inspectService(id: string): Promise<EngineService>;
  updateService(
    id: string,
    version: number,
    spec: EngineServiceSpec,
    options: ServiceChangeOptions,
  ): Promise<{ Warnings?: string[] | null }>;
  removeService(id: string): Promise<void>;
  listTasks(filters: Filters): Promise<EngineTask[]>;
  /** Standard output and error, merged, the last `tail` lines; from whatever node the task is on. */
  taskLogs(id: string, tail: number, signal: AbortSignal): Promise<string>;
  /** Asks the image's registry. */
  inspectDistribution(image: string, auth?: EngineRegistryAuth): Promise<EngineDistribution>;

  listSwarmFiles(kind: EngineSwarmFileKind, filters: Filters): Promise<EngineSwarmFile[]>;
  createSwarmFile(kind: EngineSwarmFileKind, spec: EngineSwarmFileSpec): Promise<{ ID: string }>;
  inspectSwarmFile(kind: EngineSwarmFileKind, id: string): Promise<EngineSwarmFile>;
  updateSwarmFile(
    kind: EngineSwarmFileKind,
    id: string,
    version: number,
    spec: EngineSwarmFileSpec,
  ): Promise<void>;
  removeSwarmFile(kind: EngineSwarmFileKind, id: string): Promise<void>;
}

/** Runs a request in its turn: `work` for what changes something, `look` for what reads. */
export interface Turns {
  work<T>(request: EngineRequest): Promise<T>;
  look<T>(request: EngineRequest): Promise<T>;
}

export function swarmEngine(transport: EngineTransport, { work, look }: Turns): SwarmEngine {
  const get = <T>(path: string, query: EngineRequest["query"] = {}) =>
    look<T>({ method: "GET", path, query });
  const filters = (by: Filters) => ({ filters: JSON.stringify(by) });
  const encode = encodeURIComponent;

  return {
    swarmState: async () => (await get<{ Swarm: EngineSwarmState }>("/info")).Swarm,

    listServices: (by) => get("/services", filters(by)),
    createService: (body, { auth }) =>
      work({ method: "POST", path: "/services/create", body, ...(auth && { auth }) }),
    inspectService: (id) => get(`/services/${encode(id)}`),
    updateService: (id, version, body, { auth }) =>
      work({
        method: "POST",
        path: `/services/${encode(id)}/update`,
        query: { version },
        body,
        ...(auth && { auth }),
      }),
    removeService: (id) => work({ method: "DELETE", path: `/services/${encode(id)}` }),
    listTasks: (by) => get("/tasks", filters(by)),
    taskLogs: async (id, tail, signal) => {
      const stream = await transport.stream({
        method: "GET",
        path: `/tasks/${encode(id)}/logs`,
        query: { stdout: true, stderr: true, tail },
        signal,
      });
      return demuxLogs(await readAll(stream, transport.where));
    },
    inspectDistribution: (image, auth) =>
      look({ method: "GET", path: `/distribution/${image}/json`, ...(auth && { auth }) }),

    listSwarmFiles: (kind, by) => get(`/${kind}`, filters(by)),
    createSwarmFile: (kind, body) => work({ method: "POST", path: `/${kind}/create`, body }),
    inspectSwarmFile: (kind, id) => get(`/${kind}/${encode(id)}`),
    updateSwarmFile: (kind, id, version, body) =>
      work({ method: "POST", path: `/${kind}/${encode(id)}/update`, query: { version }, body }),
    removeSwarmFile: (kind, id) => work({ method: "DELETE", path: `/${kind}/${encode(id)}` }),
  };
}
