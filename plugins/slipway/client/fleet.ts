import { hostFate, type HostFate } from "../../docker/connection/lost-host";
import type { Endpoint } from "../../docker/connection/endpoint";
import {
  type ConnectionConfig,
  resolveEndpoint,
  resolveIdentity,
} from "../../docker/connection/resolve-endpoint";
import { openHost, type HostAccess } from "./host-access";

/** Where a resource is, as it says itself; without anything, where the docker CLI would go. */
export type Connection = ConnectionConfig;

/** Paths of a resource's inputs that are always secret. */
export const SECRET_CONNECTION = [
  "connection.caMaterial",
  "connection.certMaterial",
  "connection.keyMaterial",
] as const;

/** The hosts of an update. Each is opened once, however many resources are on it. */
export class Fleet {
  private readonly hosts = new Map<string, HostAccess>();

  host(connection: Connection | undefined): HostAccess {
    const key = JSON.stringify(connection ?? {}, Object.keys(connection ?? {}).sort());
    const known = this.hosts.get(key);
    if (known !== undefined) return known;
    const opened = openHost(resolveEndpoint(connection ?? {}));
    this.hosts.set(key, opened);
    return opened;
  }

  close(): void {
    this.hosts.forEach((host) => host.close());
  }
}

/** Whether the host that a resource was on was given up. */
export function fateOf({ oldState }: { oldState?: unknown }): HostFate {
  const { connection } = (oldState ?? {}) as { connection?: Connection };
  let endpoint: Endpoint | undefined;
  try {
    endpoint = resolveIdentity(connection ?? {});
  } catch {
    endpoint = undefined; // whoever opens the connection says why
  }
  return hostFate(endpoint);
}
