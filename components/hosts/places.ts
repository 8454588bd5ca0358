import * as pulumi from "@pulumi/pulumi";
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

/** As it stands in a component's own state: what `where` selects is no resource. Before the checks, so it may be anything. */
export function recordedPlaces(on: unknown): unknown {
  if (pulumi.Resource.isInstance(on)) return on;
  const hosts = (on as Partial<Hosts> | undefined)?.hosts;
  return Array.isArray(hosts) ? hosts.map(({ name }: DockerHost) => name) : on;
}
