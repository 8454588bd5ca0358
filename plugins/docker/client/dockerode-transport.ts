// The only file that imports dockerode. It takes 65 ms to load, so it is itself loaded at the first call.
import Docker from "dockerode";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { engineErrorFrom } from "./connection-error";
import type { EngineRequest, RawTransport } from "./engine-request";
import { inspectFreeAgent } from "./inspect-free-agent";
import type { Tls } from "../connection/endpoint";

/** Sockets at most; waits and streams hold one each beside the limited calls. */
const MAX_SOCKETS = 100;
const SUCCESS = { 200: true, 201: true, 202: true, 204: true, 304: true };

/** Where a socket can be opened: on this machine, or over TCP. */
export type Address = { socketPath: string } | { host: string; port: number; tls?: Tls };

type Done<T> = (error: unknown, answer: T) => void;
interface Modem {
  dial(options: object, done: Done<unknown>): void;
}

/** @param where the engine, for messages. */
export function dockerodeTransport(address: Address, where: string): RawTransport {
  const local = "socketPath" in address;
  const tls = local ? undefined : address.tls;
  const agent = inspectFreeAgent(tls, MAX_SOCKETS);
  // Every option is given, so that docker-modem's own reading of DOCKER_HOST has no say.
  const docker = new Docker({
    socketPath: local ? address.socketPath : undefined,
    host: local ? undefined : address.host,
    port: local ? undefined : address.port,
    protocol: tls ? "https" : "http",
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

  return {
    stream: (request) => dial<IncomingMessage>(request, { isStream: true }),
    upgrade: (request) => dial<Socket>(request, { hijack: true, headers: request.headers }),
    close: () => agent.destroy(),
  };
}

function withoutUndefined(query: EngineRequest["query"]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== undefined));
}
