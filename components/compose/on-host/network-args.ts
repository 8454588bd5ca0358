import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { serviceOf } from "../../../model/compose/normalize";
import type { ComposeService } from "../../../model/compose/project";
import { publishedPorts } from "../../../model/compose/host/published-port";
import { present } from "../../workloads/present";
import type { AppOnHost } from "./app-on-host";

type NetworkArgs = Pick<
  docker.ContainerArgs,
  "networkMode" | "networksAdvanced" | "ports" | "ipcMode" | "pidMode"
>;

/** How a container is on its networks, and whose namespaces it shares. `index` counts the replicas from 0. */
export function networkArgs(
  on: AppOnHost,
  name: string,
  service: ComposeService,
  containerName: string,
  index: number,
): NetworkArgs {
  const networks = joined(on, name, service, containerName);
  return present<NetworkArgs>({
    networkMode: namespace(on, service.network_mode),
    networksAdvanced: networks.length === 0 ? undefined : networks,
    ports: ports(service, index),
    ipcMode: namespace(on, service.ipc),
    pidMode: namespace(on, service.pid),
  });
}

/** `service:web` is the namespace of that service's first container. */
function namespace(on: AppOnHost, mode: string | undefined): pulumi.Input<string> | undefined {
  const service = serviceOf(mode);
  if (service === undefined) return mode;
  return pulumi.interpolate`container:${on.containers[service]![0]!.id}`;
}

function joined(
  on: AppOnHost,
  name: string,
  service: ComposeService,
  containerName: string,
): docker.types.input.ContainerNetworksAdvanced[] {
  // The first is the one that a container is made with; the others are joined after it.
  const ordered = Object.entries(service.networks ?? {}).sort(
    ([a, first], [b, second]) =>
      (second?.priority ?? 0) - (first?.priority ?? 0) || (a < b ? -1 : 1),
  );
  return ordered.map(([key, network], index) => {
    const aliases = [containerName, name, ...(network?.aliases ?? []), ...linkedAs(on, name, key)];
    return present({
      name: on.networks[key]!,
      aliases: [...new Set(aliases)],
      ipv4Address: network?.ipv4_address,
      ipv6Address: network?.ipv6_address,
      linkLocalIps: network?.link_local_ips,
      macAddress: network?.mac_address ?? (index === 0 ? service.mac_address : undefined),
      gwPriority: network?.gw_priority,
      driverOpts:
        network?.driver_opts &&
        Object.entries(network.driver_opts).map(([option, value]) => `${option}=${value}`),
    });
  });
}

/** What other services on that network call this one by their `links`. */
function linkedAs(on: AppOnHost, name: string, network: string): string[] {
  return Object.values(on.project.services).flatMap(({ links = [], networks = {} }) =>
    !Object.hasOwn(networks, network)
      ? []
      : links.flatMap((link) => {
          const [target, alias] = link.split(":");
          return target === name && alias !== undefined ? [alias] : [];
        }),
  );
}

function ports(service: ComposeService, index: number): docker.ContainerArgs["ports"] {
  return service.ports?.map(({ target, published, host_ip: ip, protocol }) => {
    const range = publishedPorts(published);
    return present({
      internal: target!,
      external: range && range.first + index,
      ip,
      protocol,
    });
  });
}
