import type { EngineCreateNetwork } from "../../client/engine-types";
import { labelMap } from "../labels";
import type { NetworkInputs } from "./network-inputs";

/** Inputs in the words of the Engine API. `labels` are the plugin's own, beside the user's. */
export function networkSpec(
  inputs: NetworkInputs,
  labels: Readonly<Record<string, string>>,
): EngineCreateNetwork {
  const ipam = {
    ...(inputs.ipamDriver !== undefined && { Driver: inputs.ipamDriver }),
    ...(inputs.ipamOptions && { Options: inputs.ipamOptions }),
    ...(inputs.ipamConfigs?.length && {
      Config: inputs.ipamConfigs.map((each) => ({
        ...(each.subnet && { Subnet: each.subnet }),
        ...(each.ipRange && { IPRange: each.ipRange }),
        ...(each.gateway && { Gateway: each.gateway }),
        ...(each.auxAddress && { AuxiliaryAddresses: each.auxAddress }),
      })),
    }),
  };
  return {
    Name: inputs.name ?? "",
    CheckDuplicate: true,
    Driver: inputs.driver ?? "bridge",
    Internal: inputs.internal ?? false,
    Attachable: inputs.attachable ?? false,
    Ingress: inputs.ingress ?? false,
    EnableIPv6: inputs.ipv6 ?? false,
    ...(inputs.options && { Options: inputs.options }),
    ...(Object.keys(ipam).length > 0 && { IPAM: ipam }),
    Labels: { ...labelMap(inputs.labels), ...labels },
  };
}
