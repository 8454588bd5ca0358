import type { Props } from "../../../runtime/resource";
import type { EngineNetwork } from "../../client/engine-types";
import { labelList } from "../labels";
import type { IpamConfig, NetworkInputs } from "./network-inputs";

/** What was found, written as the user would; what they left to Docker is left out again. */
export function inputsOf(found: EngineNetwork, old: Props | undefined): Props {
  const before = (old ?? {}) as NetworkInputs;
  const inputs: Props = { ...old, name: found.Name };
  const put = (key: keyof NetworkInputs, value: unknown, fallback: unknown) => {
    if (before[key] !== undefined || JSON.stringify(value) !== JSON.stringify(fallback))
      inputs[key] = value;
  };
  put("driver", found.Driver, "bridge");
  put("internal", found.Internal, false);
  put("attachable", found.Attachable, false);
  put("ingress", found.Ingress, false);
  put("ipv6", found.EnableIPv6, false);
  put("options", found.Options ?? {}, {});
  put("ipamDriver", found.IPAM.Driver, "default");
  if (before.ipamOptions !== undefined) inputs["ipamOptions"] = found.IPAM.Options ?? {};
  if (before.ipamConfigs !== undefined)
    inputs["ipamConfigs"] = asWritten(ipamConfigs(found), before.ipamConfigs);
  put("labels", labelList(found.Labels, before.labels), []);
  return inputs;
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

/** The found address ranges, each with just the fields that the user's own entry for it has. */
export function asWritten(
  found: readonly IpamConfig[],
  written: readonly IpamConfig[],
): IpamConfig[] {
  return found.map((each, index) => {
    const own = written.find(({ subnet }) => subnet === each.subnet) ?? written[index];
    if (own === undefined) return each;
    return Object.fromEntries(
      Object.entries(each).filter(([key]) => own[key as keyof IpamConfig] !== undefined),
    );
  });
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
