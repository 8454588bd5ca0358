import { KeptTunnel } from "../../plugins/docker/client/ssh/kept-tunnel";
import { resolveEndpoint } from "../../plugins/docker/connection/resolve-endpoint";
import { openHost, type HostAccess } from "../../plugins/slipway/client/host-access";
import { UserError } from "../../toolchain/user-error";
import type { FleetHost } from "./hosts-in-state";
import { keptLoginsFolder } from "./kept-logins";

/** A host of the stack, and the way to it. */
export interface OpenHost extends FleetHost {
  readonly access: HostAccess;
}

/** Prepares the ways to hosts; nothing connects yet. Throws one sentence for an address that can't be used. */
export function openHosts(hosts: readonly FleetHost[], freshLogin: boolean): OpenHost[] {
  let folder: string | undefined;
  return hosts.map((host) => {
    try {
      const endpoint = resolveEndpoint(host.connection);
      if (endpoint.kind !== "ssh" || freshLogin) return { ...host, access: openHost(endpoint) };
      folder ??= keptLoginsFolder();
      const tunnel = folder === undefined ? undefined : new KeptTunnel(endpoint, folder);
      return { ...host, access: openHost(endpoint, tunnel) };
    } catch (cause) {
      if ((cause as { isUserError?: boolean }).isUserError === true) throw cause;
      throw new UserError(`${host.name}: ${(cause as Error).message}.`, { cause });
    }
  });
}
