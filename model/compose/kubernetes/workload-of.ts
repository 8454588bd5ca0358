import type {
  HealthSpec,
  ResourcesSpec,
  RolloutSpec,
  VolumeSpec,
  WorkloadSpec,
} from "../../workload";
import { waitSeconds, wholeSeconds } from "../host/wait-seconds";
import type { ComposeService } from "../project";
import { replicasOf } from "../replicas";
import { servicePorts } from "./service-ports";

/** Docker's own, where a health check doesn't say. */
const CHECK = Object.freeze({ interval: 30, timeout: 30, retries: 3, startPeriod: 0 });
const LONGEST_SECONDS = 3600;
const MIB = 1024 * 1024;

/** What of a service is a workload's, but for its environment, files and volumes. */
export type PlainWorkload = Omit<WorkloadSpec, "env" | "secretEnv" | "files" | "volumes">;

/** @param job whether it ends by itself, and is waited for until then. */
export function workloadOf(service: ComposeService, job: boolean): PlainWorkload {
  const { cap_add: add, cap_drop: drop, entrypoint, command, labels } = service;
  return defined<PlainWorkload>({
    image: service.image!,
    entrypoint,
    command: command?.length ? command : undefined,
    workingDir: service.working_dir,
    user: service.user,
    ports: filled(servicePorts(service)),
    health: healthOf(service.healthcheck),
    resources: resourcesOf(service),
    restart: job ? (restartsOnFailure(service) ? "on-failure" : "no") : undefined,
    replicas: replicasOf(service),
    readOnlyRootFilesystem: service.read_only,
    capabilities:
      add || drop ? defined({ add: add?.map(withoutCap), drop: drop?.map(withoutCap) }) : undefined,
    stopGraceSeconds: wholeSeconds(service.stop_grace_period),
    labels,
    rollout: rolloutOf(service),
  });
}

/** Undefined where there is none, or it is off. */
export function healthOf(check: ComposeService["healthcheck"]): HealthSpec | undefined {
  const [kind, ...words] = check?.test ?? [];
  if (check === undefined || check.disable === true || kind === undefined || kind === "NONE")
    return undefined;
  return {
    command: kind === "CMD-SHELL" ? ["/bin/sh", "-c", ...words] : words,
    intervalSeconds: wholeSeconds(check.interval) || CHECK.interval,
    timeoutSeconds: wholeSeconds(check.timeout) || CHECK.timeout,
    retries: check.retries || CHECK.retries,
    startPeriodSeconds: wholeSeconds(check.start_period) ?? CHECK.startPeriod,
    deadlineSeconds: Math.min(waitSeconds(check), LONGEST_SECONDS),
  };
}

/** Mounts of memory. */
export function tmpfsOf({ tmpfs = [], volumes = [] }: ComposeService): VolumeSpec[] {
  const short = tmpfs.map((text): VolumeSpec => {
    const { path, size } = tmpfsText(text);
    return { path, tmpfs: size === undefined ? {} : { sizeMib: size / MIB } };
  });
  const long = volumes
    .filter(({ type }) => type === "tmpfs")
    .map((volume): VolumeSpec => {
      const size = volume.tmpfs?.size;
      return {
        path: volume.target!,
        tmpfs: size === undefined ? {} : { sizeMib: Number(size) / MIB },
      };
    });
  return [...short, ...long];
}

/** `/run:size=64m,mode=1777`; the size is in bytes. */
export function tmpfsText(text: string): { path: string; size?: number; other: string[] } {
  const [path = "", options = ""] = text.split(":");
  const all = options.split(",").filter((each) => each !== "");
  const size = all.map((each) => /^size=(\d+)([kmg]?)b?$/i.exec(each)).find((each) => each);
  const other = all.filter((each) => !each.startsWith("size="));
  if (!size) return { path, other };
  return {
    path,
    other,
    size: Number(size[1]) * 1024 ** " kmg".indexOf(size[2]!.toLowerCase() || " "),
  };
}

function resourcesOf(service: ComposeService): ResourcesSpec | undefined {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const least = defined<ResourcesSpec>({
    cpus: reservations?.cpus,
    memoryMib: mib(reservations?.memory ?? service.mem_reservation),
  });
  const all = defined<ResourcesSpec>({
    cpus: limits?.cpus ?? service.cpus,
    memoryMib: mib(limits?.memory ?? service.mem_limit),
    reservations: Object.keys(least).length === 0 ? undefined : least,
  });
  return Object.keys(all).length === 0 ? undefined : all;
}

function mib(bytes: string | undefined): number | undefined {
  return bytes === undefined ? undefined : Number(bytes) / MIB;
}

/** All at once where the file says nothing, as on a host. */
function rolloutOf({ deploy }: ComposeService): RolloutSpec | undefined {
  const { order, parallelism } = deploy?.update_config ?? {};
  if (order !== "stop-first" && !parallelism) return undefined;
  return defined<RolloutSpec>({
    order: order === "stop-first" ? order : undefined,
    batch: parallelism || undefined,
  });
}

function restartsOnFailure({ restart, deploy }: ComposeService): boolean {
  const said = deploy?.restart_policy?.condition ?? restart ?? "";
  return said.startsWith("on-failure");
}

function withoutCap(capability: string): string {
  return capability.replace(/^CAP_/, "");
}

function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
