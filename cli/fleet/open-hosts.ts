import { KeptTunnel } from "../../plugins/docker/client/ssh/kept-tunnel";
import { SshTunnel } from "../../plugins/docker/client/ssh/ssh-tunnel";
import { EndpointError, resolveEndpoint } from "../../plugins/docker/connection/resolve-endpoint";
import type { Endpoint } from "../../plugins/docker/connection/endpoint";
import { openHost, type HostAccess } from "../../plugins/slipway/client/host-access";
import { UserError } from "../../toolchain/user-error";
import type { FleetHost } from "./hosts-in-state";
import { keptLoginsFolder } from "./kept-logins";

/** A host of the stack, and the way to it. */
export interface OpenHost extends FleetHost {
  readonly access: HostAccess;
  /** Its address, for people. */
  readonly where: string;
  /** Logs in, or asks the engine where there is nothing to log in to. Rejects with an `EngineError` where it can't. */
  connect(): Promise<void>;
  /** The same host, on a connection that knows of no earlier failure. */
  reopened(): OpenHost;
}

/** Prepares the ways to hosts; nothing connects yet. Throws one sentence for an address that can't be used. */
export function openHosts(hosts: readonly FleetHost[], freshLogin: boolean): OpenHost[] {
  let folder: string | undefined;
  return hosts.map((host) => {
    const endpoint = endpointOf(host);
    if (endpoint.kind === "ssh" && !freshLogin) folder ??= keptLoginsFolder();
    return open(host, endpoint, folder);
  });
}

function endpointOf({ name, connection }: FleetHost): Endpoint {
  try {
    return resolveEndpoint(connection);
  } catch (cause) {
    if (!(cause instanceof EndpointError)) throw cause;
    throw new UserError(`${name}: ${cause.message}.`, { cause });
  }
}

function open(host: FleetHost, endpoint: Endpoint, folder: string | undefined): OpenHost {
  const reopened = () => open(host, endpoint, folder);
  if (endpoint.kind !== "ssh") {
    const access = openHost(endpoint);
    const connect = async () => void (await access.transport.apiVersion());
    return { ...host, access, where: access.where, connect, reopened };
  }
  const tunnel = folder === undefined ? new SshTunnel(endpoint) : new KeptTunnel(endpoint, folder);
  const access = openHost(endpoint, tunnel);
  return { ...host, access, where: access.where, connect: () => tunnel.login(), reopened };
}
