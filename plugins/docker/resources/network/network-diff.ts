import { BlockList } from "node:net";

import type { DiffCall, DiffResult, Props } from "../../../runtime/resource";
import * as is from "../../check/text-tests";
import { isSame } from "../../diff/comparison";
import { changesBetween } from "../../diff/treatment";
import { ipAddress } from "../container/canonical";
import type { IpamConfig, NetworkInputs } from "./network-inputs";
import { NETWORK_TABLE } from "./network-table";

/** What an update would do, from the table alone. */
export function diffNetwork(call: DiffCall): DiffResult {
  const changes = changesBetween(NETWORK_TABLE, withOwnAddresses(call), call.inputs, call.oldState);
  if (changes.length === 0) return { changes };
  const cause = inTheWay(call);
  return cause === undefined ? { changes } : { changes, deleteBeforeReplace: { cause } };
}

/** Addresses that Docker chose, or that were imported, are no change where the program now writes the same. */
function withOwnAddresses({ oldInputs, oldState, inputs }: DiffCall): Props {
  const written = inputs["ipamConfigs"];
  const chosen = oldState["ipamConfigs"];
  if (oldInputs["ipamConfigs"] !== undefined || !Array.isArray(written) || !Array.isArray(chosen))
    return oldInputs;
  const subnet = (each: Ipam) => ipAddress(each?.subnet);
  const ipamConfigs = (written as Ipam[]).flatMap((own) => {
    const found = (chosen as Ipam[]).find((each) => isSame(subnet(each), subnet(own)));
    const keys = Object.keys(own ?? {});
    return found
      ? [Object.fromEntries(Object.entries(found).filter(([key]) => keys.includes(key)))]
      : [];
  });
  return { ...oldInputs, ipamConfigs };
}

type Ipam = IpamConfig | null | undefined;

/** Why the old and the new network can't exist side by side; undefined where they can. */
function inTheWay(call: DiffCall): string | undefined {
  const before = call.oldInputs as NetworkInputs;
  const after = call.inputs as NetworkInputs;
  if (!call.autonamed?.includes("name") && before.name === after.name)
    return `the name "${String(after.name)}" is fixed and two networks can't share it`;
  const [old, now] = [before, after].map(subnets);
  const taken = now!.find((each) => old!.some((other) => overlap(each, other)));
  return taken === undefined ? undefined : `both would have addresses of ${taken}`;
}

function subnets({ ipamConfigs }: NetworkInputs): string[] {
  if (!Array.isArray(ipamConfigs)) return [];
  return (ipamConfigs as Ipam[])
    .map((each) => each?.subnet)
    .filter((each) => typeof each === "string" && is.subnet(each) === undefined) as string[];
}

function overlap(a: string, b: string): boolean {
  const inside = (one: string, other: string) => {
    const [address = "", bits] = one.split("/");
    const family = (text: string) => (text.includes(":") ? "ipv6" : "ipv4");
    const list = new BlockList();
    list.addSubnet(address, Number(bits), family(address));
    return list.check(other.split("/")[0] ?? "", family(other));
  };
  return inside(a, b) || inside(b, a);
}
