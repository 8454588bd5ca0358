// The only file that imports dockerode. It takes 65 ms to load, so it is itself loaded at the first call.
import Docker from "dockerode";
import { endpointUrl, type Endpoint } from "../connection/endpoint";
import { engineErrorFrom } from "./connection-error";
import type { EngineRequest, EngineTransport } from "./engine-request";
import { inspectFreeAgent } from "./inspect-free-agent";
import { readAll } from "./read-all";

/** Sockets at most; waits and streams hold one each beside the limited calls. */
const MAX_SOCKETS = 100;
const SUCCESS = { 200: true, 201: true, 202: true, 204: true, 304: true };

type Done<T> = (error: unknown, answer: T) => void;
interface Modem {
  dial(options: object, done: Done<unknown>): void;
}

export function dockerodeTransport(endpoint: Endpoint): EngineTransport {
  const where = endpointUrl(endpoint);
  const agent = inspectFreeAgent(
    endpoint.kind === "tcp" && endpoint.tls !== undefined,
    MAX_SOCKETS,
  );
  // Every option is given, so that docker-modem's own reading of DOCKER_HOST has no say.
  const docker = new Docker({
    socketPath: endpoint.kind === "unix" ? endpoint.socketPath : undefined,
    host: endpoint.kind === "tcp" ? endpoint.host : undefined,
    port: endpoint.kind === "tcp" ? endpoint.port : undefined,
    protocol: endpoint.kind === "tcp" && endpoint.tls ? "https" : "http",
    ...(endpoint.kind === "tcp" ? (endpoint.tls ?? {}) : {}),
    agent,
  } as Docker.DockerOptions);
  const modem = docker.modem as Modem;

  const dial = <T>(request: EngineRequest, extra: object): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      modem.dial(
        {
          path: `${request.path}?`,
          method: request.method,
          options: { _query: withoutUndefined(request.query), _body: request.body ?? {} },
          file: request.file,
          authconfig: request.auth,
          registryconfig: request.registryConfig,
          abortSignal: request.signal,
          statusCodes: SUCCESS,
          ...extra,
        },
        (error, answer) => {
          if (error) reject(engineErrorFrom(error, where));
          else resolve(answer as T);
        },
      );
    });

  const stream = (request: EngineRequest) =>
    dial<NodeJS.ReadableStream>(request, { isStream: true });
  // The body is read here: docker-modem waits for ever for the rest of one whose connection broke off.
  const ask = async <T>(request: EngineRequest) =>
    bodyOf<T>(await readAll(await stream(request), where));

  return {
    where,
    call: async <T>(request: EngineRequest) => {
      try {
        return await ask<T>(request);
      } catch (error) {
        // A kept-alive connection may have died while idle (the engine was restarted): reading again is safe.
        if (request.method === "GET" && brokeOff(error)) return await ask<T>(request);
        throw error;
      }
    },
    stream,
    upgrade: (request) => dial(request, { hijack: true, headers: request.headers }),
    close: () => agent.destroy(),
  };
}

function brokeOff(error: unknown): boolean {
  const code = ((error as Error).cause as { code?: string } | undefined)?.code;
  return code === "ECONNRESET" || code === "EPIPE";
}

function bodyOf<T>(body: Buffer): T {
  return (body.length === 0 ? undefined : JSON.parse(body.toString("utf8"))) as T;
}

function withoutUndefined(query: EngineRequest["query"]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== undefined));
}
