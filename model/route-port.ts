import type { HealthSpec, PortSpec } from "./workload";

/** The number of the port that a name, a number or nothing (the only one) means; a sentence where it means none. */
export function portOf(
  ports: readonly PortSpec[],
  wanted: string | number | undefined,
): number | string {
  const known = ports.map(({ name, port }) =>
    name === undefined ? `${port}` : `${name} (${port})`,
  );
  const has = ports.length === 0 ? "it has no ports" : `it has ${known.join(", ")}`;
  if (wanted === undefined) {
    const [only, ...rest] = ports;
    if (only !== undefined && rest.length === 0) return only.port;
    return `expected the name or number of one of the workload's ports, because ${has}`;
  }
  const found = ports.find(({ name, port }) => name === wanted || port === wanted);
  return found?.port ?? `the workload has no port ${JSON.stringify(wanted)}; ${has}`;
}

/** The path of a health check that asks over HTTP on just that port. */
export function httpHealthPath(
  health: HealthSpec | undefined,
  ports: readonly PortSpec[],
  port: number,
  defaultPath: string,
): string | undefined {
  if (health?.http === undefined) return undefined;
  return portOf(ports, health.http.port) === port ? (health.http.path ?? defaultPath) : undefined;
}
