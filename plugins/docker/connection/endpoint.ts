import { DEFAULT_SOCKET } from "../../../model/docker-endpoint";

/** Credentials of a TLS connection, as PEM. */
export interface Tls {
  ca?: string;
  cert?: string;
  key?: string;
  /** False where a Docker context says so itself (`skip-tls-verify`). Defaults to true. */
  verify?: boolean;
}

export interface SshEndpoint {
  kind: "ssh";
  user?: string;
  host: string;
  port?: number;
  /** Of the engine, on that host. */
  socketPath: string;
  /** Arguments for ssh, which come before the plugin's own: the first value of an option counts. */
  options: readonly string[];
}

/** Where a Docker Engine is and how to get there. */
export type Endpoint =
  | { kind: "unix"; socketPath: string }
  | { kind: "tcp"; host: string; port: number; tls?: Tls }
  | SshEndpoint;

/** The endpoint as `DOCKER_HOST` would have it. */
export function endpointUrl(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case "unix":
      return `${endpoint.socketPath.startsWith("//./") ? "npipe" : "unix"}://${endpoint.socketPath}`;
    case "tcp":
      return `tcp://${bracketed(endpoint.host)}:${endpoint.port}`;
    case "ssh": {
      const { user, host, port, socketPath } = endpoint;
      return `ssh://${user === undefined ? "" : `${user}@`}${bracketed(host)}${port === undefined ? "" : `:${port}`}${socketPath === DEFAULT_SOCKET ? "" : socketPath}`;
    }
  }
}

/** Equal for two ways to one engine: who logs in, and with which credentials, makes no other engine of it. */
export function engineIdentity(endpoint: Endpoint): string {
  if (endpoint.kind !== "ssh") return endpointUrl(endpoint);
  const { user: _, ...anybody } = endpoint;
  return endpointUrl(anybody);
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
