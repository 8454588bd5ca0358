import type { Props } from "../../../runtime/resource";
import type { EngineNetwork } from "../../client/engine-types";
import { labelList } from "../labels";
import type { IpamConfig, NetworkInputs } from "./network-inputs";

/** What was found, written as a user would: what Docker chooses by itself is left out. */
export function importedInputs(found: EngineNetwork): Props {
  const all: NetworkInputs = {
    name: found.Name,
    driver: found.Driver === "bridge" ? undefined : found.Driver,
    internal: found.Internal || undefined,
    attachable: found.Attachable || undefined,
    ingress: found.Ingress || undefined,
    ipv6: found.EnableIPv6 || undefined,
    options: filled(found.Options),
    ipamDriver: found.IPAM.Driver === "default" ? undefined : found.IPAM.Driver,
    ipamOptions: filled(found.IPAM.Options),
    labels: filled(labelList(found.Labels, undefined)),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function filled<T extends object>(bag: T | null): T | undefined {
  return bag && Object.keys(bag).length > 0 ? bag : undefined;
}

/** State as preview can tell it. */
export function withDefaults(inputs: Props): Props {
  const { driver, internal } = inputs;
  return {
    ...inputs,
    driver: driver ?? "bridge",
    internal: internal ?? false,
    scope: driver === "overlay" ? "swarm" : "local",
  };
}

/** The address ranges of a network, as the SDK has them. */
export function ipamConfigs(found: EngineNetwork): IpamConfig[] {
  return (found.IPAM.Config ?? []).map((each) => ({
    ...(each.Subnet && { subnet: each.Subnet }),
    ...(each.Gateway && { gateway: each.Gateway }),
    ...(each.IPRange && { ipRange: each.IPRange }),
    ...((each.AuxiliaryAddresses ?? each.AuxAddress) && {
      auxAddress: (each.AuxiliaryAddresses ?? each.AuxAddress)!,
    }),
  }));
}

export function stateOf(found: EngineNetwork, inputs: Props): Props {
  return {
    ...inputs,
    name: found.Name,
    driver: found.Driver,
    internal: found.Internal,
    scope: found.Scope,
    options: found.Options ?? {},
    ipamConfigs: ipamConfigs(found),
  };
}
