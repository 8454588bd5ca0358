import type * as docker from "@pulumi/docker";
import { mapInput } from "../../inputs";
import type { CheckedArgs } from "../check-args";
import { present } from "../present";

/** Docker's weight of one whole CPU. */
const SHARES_PER_CPU = 1024;
/** The least weight Docker takes. */
const MIN_SHARES = 2;

/** Limits and reservations; a reserved CPU is a weight here, as the kubelet does it too. */
export function resources(
  wanted: CheckedArgs["resources"],
): Pick<docker.ContainerArgs, "cpus" | "memory" | "cpuShares" | "memoryReservation"> {
  if (wanted === undefined) return {};
  return present({
    cpus: mapInput(wanted.cpus, String),
    memory: wanted.memoryMib,
    cpuShares: mapInput(wanted.reservations?.cpus, cpuShares),
    memoryReservation: wanted.reservations?.memoryMib,
  });
}

function cpuShares(cpus: number): number {
  return Math.max(MIN_SHARES, Math.round(cpus * SHARES_PER_CPU));
}
