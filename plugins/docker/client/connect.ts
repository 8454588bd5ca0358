import type { Endpoint } from "../connection/endpoint";
import { buildImage } from "./build-image";
import { ConcurrencyLimit } from "./concurrency-limit";
import { readFoundFile } from "./container-file";
import { demuxLogs } from "./demux-logs";
import type { Engine } from "./engine";
import { EngineError } from "./engine-error";
import type { EngineRequest, EngineTransport } from "./engine-request";
import type { EngineInfo } from "./engine-types";
import { readAll } from "./read-all";
import { followTransfer } from "./stream-progress";
import { openTransport } from "./open-transport";
import { whileMoving } from "./while-moving";
import { swarmEngine } from "./swarm-engine";

/** Calls that make dockerd work (create, start, stop, remove): about ten at a time are fastest. */
const HEAVY_CALLS = 10;
const LIGHT_CALLS = 32;
/** Seconds that Docker itself gives a container which doesn't say. */
const DEFAULT_GRACE = 10;
/** Seconds, beyond its grace, until a container that was killed must be gone. */
const STOP_MARGIN = 30;

/** Registries may take minutes to store a layer that they have been sent. */
const STALL_SECONDS = 600;

/** An engine behind an endpoint. Connects at the first call, not before. */
export function connect(endpoint: Endpoint): Engine {
  return engineOver(openTransport(endpoint));
}

/** @param stallSeconds after which a pull or a push without any progress is given up. */
export function engineOver(
  transport: EngineTransport,
  { stallSeconds = STALL_SECONDS } = {},
): Engine {
  const heavy = new ConcurrencyLimit(HEAVY_CALLS);
  const light = new ConcurrencyLimit(LIGHT_CALLS);
  const work = <T>(request: EngineRequest) => heavy.run(() => transport.call<T>(request));
  const look = <T>(request: EngineRequest) => light.run(() => transport.call<T>(request));
  const get = <T>(path: string, query?: EngineRequest["query"]) =>
    look<T>({ method: "GET", path, query: query ?? {} });
  const post = (path: string, body?: object, query?: EngineRequest["query"]) =>
    work<void>({ method: "POST", path, body: body ?? {}, query: query ?? {} });
  const remove = (path: string, query?: EngineRequest["query"]) =>
    work<void>({ method: "DELETE", path, query: query ?? {} });
  const filters = (by: Record<string, readonly string[]>) => ({ filters: JSON.stringify(by) });
  const containerNames = async (by: Record<string, readonly string[]>) =>
    (await get<{ Names: string[] }[]>("/containers/json", { all: true, ...filters(by) }))
      .map(({ Names }) => (Names[0] ?? "").slice(1))
      .sort();
  const logs: Engine["rawContainerLogs"] = async (id, { signal, ...options }) => {
    const stream = await transport.stream({
      method: "GET",
      path: `/containers/${encode(id)}/logs`,
      query: { stdout: true, stderr: true, ...options },
      signal,
    });
    return await readAll(stream, transport.where);
  };

  let info: Promise<EngineInfo> | undefined;

  return {
    where: transport.where,
    apiVersion: () => transport.apiVersion(),

    info: () =>
      (info ??= get<EngineInfo>("/info").catch((error: unknown) => {
        info = undefined;
        throw error;
      })),

    listContainers: (labels) =>
      get("/containers/json", { all: true, ...filters({ label: labels }) }),
    createContainer: (name, body, platform) =>
      work({ method: "POST", path: "/containers/create", body, query: { name, platform } }),
    inspectContainer: (id) => get(`/containers/${encode(id)}/json`),
    startContainer: (id) => post(`/containers/${encode(id)}/start`),
    unpauseContainer: (id) => post(`/containers/${encode(id)}/unpause`),
    // Stopping waits for the container's own shutdown, which costs dockerd nothing: not counted as heavy.
    stopContainer: (id, graceSeconds) =>
      transport.call({
        method: "POST",
        path: `/containers/${encode(id)}/stop`,
        query: { t: graceSeconds },
        deadline: {
          seconds: (graceSeconds ?? DEFAULT_GRACE) + STOP_MARGIN,
          what: `stop the container ${id.slice(0, 12)}`,
        },
      }),
    renameContainer: (id, name) => post(`/containers/${encode(id)}/rename`, {}, { name }),
    updateContainer: (id, resources) => post(`/containers/${encode(id)}/update`, resources),
    removeContainer: (id, { volumes, force }) =>
      remove(`/containers/${encode(id)}`, { v: volumes, force: force || undefined }),
    waitContainer: async (id, signal) => {
      const answer = await transport.call<{ StatusCode: number }>({
        method: "POST",
        path: `/containers/${encode(id)}/wait`,
        query: { condition: "not-running" },
        signal,
      });
      return answer.StatusCode;
    },
    containerLogs: async (id, tail) => demuxLogs(await logs(id, { tail: String(tail ?? "all") })),
    rawContainerLogs: logs,
    putArchive: (id, directory, tar) =>
      work({
        method: "PUT",
        path: `/containers/${encode(id)}/archive`,
        query: { path: directory },
        file: tar,
      }),
    readFile: (id, path) => light.run(() => readFoundFile(transport, id, path)),

    listNetworks: (by) => get("/networks", filters(by)),
    createNetwork: (body) => work({ method: "POST", path: "/networks/create", body }),
    inspectNetwork: (id) => get(`/networks/${encode(id)}`),
    connectNetwork: (network, container, endpoint) =>
      post(`/networks/${encode(network)}/connect`, {
        Container: container,
        EndpointConfig: endpoint,
      }),
    disconnectNetwork: (network, container, force) =>
      post(`/networks/${encode(network)}/disconnect`, {
        Container: container,
        Force: force ?? false,
      }),
    removeNetwork: (id) => remove(`/networks/${encode(id)}`),

    listVolumes: async (by) =>
      (
        await get<{ Volumes: Awaited<ReturnType<Engine["listVolumes"]>> | null }>(
          "/volumes",
          filters(by),
        )
      ).Volumes ?? [],
    createVolume: (body) => work({ method: "POST", path: "/volumes/create", body }),
    inspectVolume: (name) => get(`/volumes/${encode(name)}`),
    removeVolume: (name) => remove(`/volumes/${encode(name)}`),
    containersUsingVolume: (volume) => containerNames({ volume: [volume] }),

    inspectImage: (reference) => get(`/images/${reference}/json`),
    tagImage: (source, repo, tag) => post(`/images/${source}/tag`, {}, { repo, tag }),
    removeImage: (reference, options) =>
      remove(`/images/${reference}`, { force: options?.force || undefined }),
    containersUsingImage: (reference) => containerNames({ ancestor: [reference] }),
    pullImage: (reference, { platform, auth, signal, onProgress }) => {
      const verb = `pulling ${reference}`;
      return whileMoving(
        `${verb} on ${transport.where}`,
        stallSeconds,
        signal,
        async (ends, moved) => {
          const stream = await transport.stream({
            method: "POST",
            path: "/images/create",
            query: { fromImage: reference, platform },
            ...(auth ? { auth } : {}),
            signal: ends,
          });
          await followTransfer(stream, verb, transport.where, { onProgress, moved });
        },
      );
    },
    pushImage: (repository, tag, { auth, signal, onProgress }) => {
      const verb = `pushing ${repository}:${tag}`;
      return whileMoving(
        `${verb} from ${transport.where}`,
        stallSeconds,
        signal,
        async (ends, moved) => {
          const stream = await transport.stream({
            method: "POST",
            path: `/images/${repository}/push`,
            query: { tag },
            auth: auth ?? {},
            signal: ends,
          });
          const digest = await followTransfer(stream, verb, transport.where, { onProgress, moved });
          if (digest === undefined)
            throw new EngineError(
              "stream",
              `the push of ${repository}:${tag} ended without a digest`,
            );
          return digest;
        },
      );
    },
    buildImage: (context, options, progress) => buildImage(transport, context, options, progress),

    inspectPlugin: (name) => get(`/plugins/${name}/json`),
    ...swarmEngine(transport, { work, look }),

    close: () => transport.close(),
  };
}

function encode(nameOrId: string): string {
  return encodeURIComponent(nameOrId);
}
