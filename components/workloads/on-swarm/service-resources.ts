import type { types } from "@pulumi/docker";
import type { Inputs } from "../../inputs";
import { mapInput } from "../../inputs";
import type { ResourcesSpec } from "../../../model/workload";
import type { CheckedArgs } from "../check-args";
import { present } from "../present";

const MIB = 1024 * 1024;

type Amounts = Inputs<Pick<ResourcesSpec, "cpus" | "memoryMib">>;

/** Limits, and what the scheduler sets aside. */
export function serviceResources(
  wanted: CheckedArgs["resources"],
): types.input.ServiceTaskSpecResources | undefined {
  if (wanted === undefined) return undefined;
  const limits = amounts(wanted);
  const reservation = wanted.reservations && amounts(wanted.reservations);
  return present({ limits, reservation });
}

function amounts({ cpus, memoryMib }: Partial<Amounts>) {
  const found = present({
    nanoCpus: cpus === undefined ? undefined : mapInput(cpus, (count) => Math.round(count * 1e9)),
    memoryBytes: memoryMib === undefined ? undefined : mapInput(memoryMib, (mib) => mib * MIB),
  });
  return Object.keys(found).length === 0 ? undefined : found;
}
