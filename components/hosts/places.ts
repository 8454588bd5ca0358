import { DockerHost } from "./docker-host";
import type { Hosts } from "./host-group";

/** One host that something is placed on, and what a child's name there ends with. */
export interface Place {
  host: DockerHost;
  /** Nothing for a single host, `-<host>` in a group. */
  suffix: string;
}

export function placesOf(on: DockerHost | Hosts): Place[] {
  if (on instanceof DockerHost) return [{ host: on, suffix: "" }];
  return on.hosts.map((host) => ({ host, suffix: `-${host.name}` }));
}

/**
 * As it stands in a component's own state. Several hosts are named: a group as itself would make the component depend on all that
 * is made for each host, and `--continue-on-error` skip it where one is lost. Before the checks, so it may be anything.
 */
export function recordedPlaces(on: unknown): unknown {
  const { hosts, clusters } = (on ?? {}) as Partial<Record<"hosts" | "clusters", unknown>>;
  const places = Array.isArray(hosts) ? hosts : clusters;
  return Array.isArray(places) ? places.map(({ name }: { name: string }) => name) : on;
}
