import { mapping, scalar, unorderedList } from "../../diff/comparison";
import type { TreatmentsFor } from "../../diff/treatment";
import { ipAddress, keyOf, known } from "../container/canonical";
import { labels } from "../labels";
import type { IpamConfig, NetworkInputs } from "./network-inputs";

/** Addresses in one spelling; what is left out or empty is Docker's own choice. */
const ipamConfig = known<IpamConfig>((each) => {
  const aux = Object.entries(each.auxAddress ?? {}).map(([name, at]) => [name, ipAddress(at)]);
  return {
    subnet: ipAddress(each.subnet || undefined),
    ipRange: ipAddress(each.ipRange || undefined),
    gateway: ipAddress(each.gateway || undefined),
    auxAddress: aux.length > 0 ? (Object.fromEntries(aux) as Record<string, unknown>) : undefined,
  };
});

const fixed = (what: string) => ({ replace: `Docker can't change ${what} of an existing network` });

/** For each input of a network: when two values are equal, and what a change does. */
export const NETWORK_TABLE: TreatmentsFor<NetworkInputs> = {
  attachable: { compare: scalar(undefined, false), change: fixed("whether it is attachable") },
  driver: { compare: scalar(undefined, "bridge"), change: fixed("the driver") },
  ingress: {
    compare: scalar(undefined, false),
    change: fixed("whether it is the ingress network"),
  },
  internal: { compare: scalar(undefined, false), change: fixed("whether it is internal") },
  ipamConfigs: {
    compare: unorderedList(ipamConfig, keyOf("subnet")),
    change: fixed("the addresses"),
  },
  ipamDriver: { compare: scalar(undefined, "default"), change: fixed("the address driver") },
  ipamOptions: { compare: mapping(), change: fixed("the address options") },
  ipv6: { compare: scalar(undefined, false), change: fixed("IPv6") },
  labels: { compare: labels, change: fixed("the labels") },
  name: { compare: scalar(), change: fixed("the name") },
  options: { compare: mapping(), change: fixed("the options") },
};
