/** Where a Docker Engine is and how to get there. */
export type Endpoint =
  | { kind: "unix"; socketPath: string }
  | { kind: "tcp"; host: string; port: number; tls?: { ca?: string; cert?: string; key?: string } };

/** The endpoint as `DOCKER_HOST` would have it. */
export function endpointUrl(endpoint: Endpoint): string {
  return endpoint.kind === "unix"
    ? `unix://${endpoint.socketPath}`
    : `tcp://${endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
}
