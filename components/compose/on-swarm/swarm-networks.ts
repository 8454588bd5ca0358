import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ComposeNetwork } from "../../../model/compose/project";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { present } from "../../workloads/present";
import { stackLabels, swarmChild, type AppOnSwarm } from "./app-on-swarm";

/** Makes the overlay networks that services use, and knows the names of those that are there already. */
export function createNetworks(on: AppOnSwarm): docker.Network[] {
  return Object.entries(on.project.networks).flatMap(([key, network]) => {
    if (network.external === true) {
      on.networks[key] = on.later.fill<pulumi.Input<string>>(network.name!);
      return [];
    }
    const opts = swarmChild(on);
    const args = transformed(
      on.args.transforms?.networks?.[key],
      on.later.fill(networkArgs(on.project.name, network)),
      opts,
    );
    const made = withoutStacks(() => new docker.Network(`${on.name}-${key}`, args, opts));
    on.networks[key] = made.id;
    return [made];
  });
}

function networkArgs(project: string, network: ComposeNetwork): docker.NetworkArgs {
  const { driver, driver_opts, ipam } = network;
  return present<docker.NetworkArgs>({
    name: network.name,
    driver: driver ?? "overlay",
    options: driver_opts,
    internal: network.internal,
    attachable: network.attachable,
    ipv6: network.enable_ipv6,
    ipamDriver: ipam?.driver,
    ipamOptions: ipam?.options,
    ipamConfigs: ipam?.config?.map(({ subnet, gateway, ip_range, aux_addresses }) =>
      present({ subnet, gateway, ipRange: ip_range, auxAddress: aux_addresses }),
    ),
    labels: stackLabels(project, network.labels),
  });
}
