import { isUnknown, type DiffCall, type DiffResult, type Props } from "../../../runtime/resource";
import { changesBetween } from "../../diff/treatment";
import type { IpamConfig, NetworkInputs } from "./network-inputs";
import { asWritten } from "./network-found";
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
  if (oldInputs["ipamConfigs"] !== undefined || !Array.isArray(written)) return oldInputs;
  const chosen = (oldState["ipamConfigs"] ?? []) as IpamConfig[];
  return { ...oldInputs, ipamConfigs: asWritten(chosen, written as IpamConfig[]) };
}

/** Why the old and the new network can't exist side by side; undefined where they can. */
function inTheWay(call: DiffCall): string | undefined {
  const before = call.oldInputs as NetworkInputs;
  const after = call.inputs as NetworkInputs;
  if (!call.autonamed?.includes("name") && before.name === after.name)
    return `the name "${String(after.name)}" is fixed and two networks can't share it`;
  const subnets = (inputs: NetworkInputs) =>
    Array.isArray(inputs.ipamConfigs) ? inputs.ipamConfigs.map(({ subnet }) => subnet) : [];
  const subnet = subnets(after).find((each) => each && subnets(before).includes(each));
  return subnet === undefined || isUnknown(subnet)
    ? undefined
    : `both would have the subnet ${subnet}`;
}
