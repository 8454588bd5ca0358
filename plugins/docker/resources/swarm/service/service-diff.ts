import type { DiffCall, DiffResult } from "../../../../runtime/resource";
import { changesBetween } from "../../../diff/treatment";
import { samePort } from "./service-cross-checks";
import type { ServiceInputs } from "./service-inputs";
import { SERVICE_TABLE } from "./service-table";

/** What an update would do, from the table alone. */
export function diffService(
  call: Pick<DiffCall, "oldInputs" | "inputs" | "autonamed">,
): DiffResult {
  const changes = changesBetween(SERVICE_TABLE, call.oldInputs, call.inputs);
  if (!changes.some(({ replace }) => replace)) return { changes };
  const cause = inTheWay(call.oldInputs, call.inputs, call.autonamed ?? []);
  return cause === undefined ? { changes } : { changes, deleteBeforeReplace: { cause } };
}

/** Why the old and the new service can't exist side by side; undefined where they can. */
function inTheWay(
  before: Partial<ServiceInputs>,
  after: Partial<ServiceInputs>,
  autonamed: readonly string[],
): string | undefined {
  if (!autonamed.includes("name") && before.name === after.name)
    return `the name "${String(after.name)}" is fixed and two services can't share it`;
  const old = publishedPorts(before);
  const port = publishedPorts(after).find((each) => old.some((other) => samePort(each, other)));
  return port === undefined ? undefined : `both would publish port ${String(port.publishedPort)}`;
}

function publishedPorts({ endpointSpec }: Partial<ServiceInputs>) {
  const ports: unknown = endpointSpec?.ports;
  return Array.isArray(ports)
    ? (ports as NonNullable<typeof endpointSpec>["ports"] & object).filter(
        (each) => typeof each?.publishedPort === "number" && each.publishedPort > 0,
      )
    : [];
}
