import type { DiffCall, DiffResult } from "../../../runtime/resource";
import { changesBetween } from "../../diff/treatment";
import type { ContainerInputs } from "./container-inputs";
import { CONTAINER_TABLE } from "./container-table";
import { hostPorts, overlaps } from "./host-ports";
import { placeInProject } from "./make-room";

/** What an update would do, from the table alone. */
export function diffContainer(
  call: Pick<DiffCall, "oldInputs" | "oldState" | "inputs" | "autonamed">,
): DiffResult {
  const changes = changesBetween(CONTAINER_TABLE, call.oldInputs, call.inputs, call.oldState);
  if (changes.length === 0) return { changes };
  const cause = inTheWay(call.oldInputs, call.inputs, call.autonamed ?? []);
  return cause === undefined ? { changes } : { changes, deleteBeforeReplace: { cause } };
}

/** Why the old and the new container can't exist side by side; undefined where they can. */
function inTheWay(
  before: Partial<ContainerInputs>,
  after: Partial<ContainerInputs>,
  autonamed: readonly string[],
): string | undefined {
  const isFixed =
    !autonamed.includes("name") && before.name !== undefined && before.name === after.name;
  // In a compose project the old one steps aside; see make-room.ts.
  const place = placeInProject(before);
  if (isFixed && (place === undefined || place !== placeInProject(after)))
    return `the name "${before.name}" is fixed and two containers can't share it`;
  const old = hostPorts(before.ports);
  const port = hostPorts(after.ports).find((each) => old.some((other) => overlaps(each, other)));
  if (port) return `both would bind port ${port.port}/${port.protocol} of the host`;
  const address = fixedAddresses(before).find((each) => fixedAddresses(after).includes(each));
  return address === undefined ? undefined : `both would have the fixed address ${address}`;
}

function fixedAddresses(inputs: Partial<ContainerInputs>): string[] {
  if (!Array.isArray(inputs.networksAdvanced)) return [];
  return inputs.networksAdvanced
    .flatMap((each) => [each?.ipv4Address, each?.ipv6Address, each?.macAddress])
    .filter((address): address is string => typeof address === "string" && address !== "");
}
