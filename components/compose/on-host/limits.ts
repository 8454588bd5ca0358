import type * as docker from "@pulumi/docker";
import type { ComposeService } from "../../../model/compose/project";
import { present } from "../../workloads/present";

const MIB = 1024 * 1024;

type Limits = Pick<
  docker.ContainerArgs,
  | "cpus"
  | "cpuShares"
  | "cpuPeriod"
  | "cpuQuota"
  | "cpuSet"
  | "memory"
  | "memoryReservation"
  | "memorySwap"
  | "shmSize"
  | "ulimits"
  | "deviceReadBps"
  | "deviceReadIops"
  | "deviceWriteBps"
  | "deviceWriteIops"
>;

/** What a container may take of its host. */
export function limits(service: ComposeService): Limits {
  const { limits: most, reservations: least } = service.deploy?.resources ?? {};
  const { blkio_config: blocks } = service;
  const cpus = most?.cpus ?? service.cpus;
  return present<Limits>({
    cpus: cpus === undefined ? undefined : String(cpus),
    cpuShares: service.cpu_shares,
    cpuPeriod: service.cpu_period,
    cpuQuota: service.cpu_quota,
    cpuSet: service.cpuset,
    memory: mib(most?.memory ?? service.mem_limit),
    memoryReservation: mib(least?.memory ?? service.mem_reservation),
    memorySwap: mib(service.memswap_limit),
    shmSize: mib(service.shm_size),
    ulimits:
      service.ulimits &&
      Object.entries(service.ulimits).map(([name, limit]) => ({
        name,
        soft: typeof limit === "number" ? limit : (limit.soft ?? 0),
        hard: typeof limit === "number" ? limit : (limit.hard ?? 0),
      })),
    deviceReadBps: rates(blocks?.device_read_bps),
    deviceReadIops: rates(blocks?.device_read_iops),
    deviceWriteBps: rates(blocks?.device_write_bps),
    deviceWriteIops: rates(blocks?.device_write_iops),
  });
}

/** -1 means that there is no limit, and stays. */
function mib(bytes: string | undefined): number | undefined {
  if (bytes === undefined) return undefined;
  return bytes === "-1" ? -1 : Number(bytes) / MIB;
}

function rates(list: { path?: string; rate?: string }[] | undefined) {
  return list?.map(({ path = "", rate }) => ({ path, rate: Number(rate ?? 0) }));
}
