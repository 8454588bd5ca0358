import { formatDockerDuration } from "../../../../model/docker-duration";
import type { Props } from "../../../runtime/resource";
import type {
  EngineContainer,
  EngineContainerState,
  EngineHealthcheck,
  EngineHostConfig,
  EngineImage,
} from "../../client/engine-types";
import { isSame } from "../../diff/comparison";
import { labelList } from "../labels";
import type { ContainerInputs } from "./container-inputs";
import { CONTAINER_TABLE } from "./container-table";
import { anonymousVolumes, mounts, volumes } from "./found-mounts";
import { isOwnStack, networks, refreshedMode } from "./found-networks";
import { isUnlimited } from "./unlimited";

const MIB = 1024 * 1024;

/** What can be another than it was when the container was made; the rest is as fixed as the container's id. */
const CHANGEABLE = [
  "name",
  "restart",
  "maxRetryCount",
  "memory",
  "memoryReservation",
  "memorySwap",
  "cpus",
  "cpuShares",
  "cpuPeriod",
  "cpuQuota",
  "cpuSet",
  "networkMode",
  "networksAdvanced",
  "mustRun",
  "uploads",
] as const satisfies readonly (keyof ContainerInputs)[];

/** What an inspect alone doesn't tell. */
export interface Beyond {
  /** False where the host can't limit swap. */
  swapLimit: boolean;
  /** The uploads as they are in the container. */
  uploads: ContainerInputs["uploads"];
}

/**
 * A refresh: the inputs as they were written, with what somebody has changed by hand since. What is the same keeps the
 * user's spelling; what is Docker's own default stays left out.
 */
export function refreshedInputs(found: EngineContainer, old: Props, beyond: Beyond): Props {
  const now: Props = {
    ...everything(found, undefined, old, beyond.swapLimit),
    networkMode: refreshedMode(found, old),
    uploads: beyond.uploads,
  };
  const inputs: Props = { ...old };
  for (const key of CHANGEABLE) {
    const { compare } = CONTAINER_TABLE[key];
    const states = { before: old, after: now };
    if (compare.differences(key, old[key], now[key], states).length === 0) continue;
    if (now[key] === undefined) delete inputs[key];
    else inputs[key] = now[key];
  }
  return inputs;
}

/** Every input that can be told of a container that somebody else made, as `wanted` would have written it. */
export function inputsAsFound(
  found: EngineContainer,
  image: EngineImage | undefined,
  wanted: Partial<ContainerInputs>,
): Props {
  return { ...everything(found, image, wanted, true) };
}

/** An import: every input that neither Docker nor the image gives by itself. */
export function importedInputs(found: EngineContainer, image: EngineImage | undefined): Props {
  return Object.fromEntries(
    Object.entries(everything(found, image, undefined, true)).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

/** Every input that can be told from an inspect; undefined where it is as Docker and the image have it anyway. */
function everything(
  found: EngineContainer,
  image: EngineImage | undefined,
  written: Partial<ContainerInputs> | undefined,
  swapLimit: boolean,
): Partial<ContainerInputs> {
  const { Config, HostConfig, State } = found;
  const old = written ?? {};
  const base = image?.Config ?? {};
  // What the user has written is compared as it is; only what they left out may be hidden as a default.
  const unless = <T>(
    key: keyof ContainerInputs,
    value: T | null | undefined,
    fallback: unknown,
  ): T | undefined =>
    value === null || value === undefined || (old[key] === undefined && isSame(value, fallback))
      ? undefined
      : value;
  const list = <T>(
    key: keyof ContainerInputs,
    value: readonly T[] | null | undefined,
    fallback: unknown = [],
  ) => unless(key, [...(value ?? [])], fallback ?? []);
  const restart = HostConfig.RestartPolicy?.Name || "no";
  const isJob = old.mustRun === false || old.attach === true || old.start === false;
  const inputs: { [K in keyof ContainerInputs]: ContainerInputs[K] | undefined } = {
    image: sameImage(found, image, old.image),
    name: found.Name.slice(1),
    command: list("command", Config.Cmd, base.Cmd),
    entrypoints: list("entrypoints", Config.Entrypoint, base.Entrypoint),
    envs: envs(Config.Env, base.Env, old.envs),
    labels: labelsBeyond(Config.Labels, base.Labels, old.labels),
    healthcheck: unless(
      "healthcheck",
      healthcheck(Config.Healthcheck),
      healthcheck(base.Healthcheck),
    ),
    hostname: found.Id.startsWith(Config.Hostname ?? "") ? undefined : Config.Hostname,
    domainname: Config.Domainname || undefined,
    user: unless("user", Config.User, base.User ?? "") || undefined,
    workingDir: unless("workingDir", Config.WorkingDir, base.WorkingDir ?? "") || undefined,
    tty: Config.Tty || undefined,
    stdinOpen: Config.OpenStdin || undefined,
    stopSignal: unless("stopSignal", Config.StopSignal, base.StopSignal),
    stopTimeout: Config.StopTimeout ?? undefined,
    restart: unless("restart", restart, "no"),
    maxRetryCount: HostConfig.RestartPolicy?.MaximumRetryCount || undefined,
    memory: mib(HostConfig.Memory),
    memoryReservation: mib(HostConfig.MemoryReservation),
    memorySwap: swap(HostConfig, old.memorySwap, swapLimit),
    cpus: HostConfig.NanoCpus ? String(HostConfig.NanoCpus / 1e9) : undefined,
    cpuShares: HostConfig.CpuShares || undefined,
    cpuPeriod: HostConfig.CpuPeriod || undefined,
    cpuQuota: HostConfig.CpuQuota && HostConfig.CpuQuota > 0 ? HostConfig.CpuQuota : undefined,
    cpuSet: HostConfig.CpusetCpus || undefined,
    privileged: HostConfig.Privileged || undefined,
    publishAllPorts: HostConfig.PublishAllPorts || undefined,
    readOnly: HostConfig.ReadonlyRootfs || undefined,
    rm: HostConfig.AutoRemove || undefined,
    init: HostConfig.Init || undefined,
    capabilities:
      HostConfig.CapAdd?.length || HostConfig.CapDrop?.length
        ? { adds: HostConfig.CapAdd ?? [], drops: HostConfig.CapDrop ?? [] }
        : undefined,
    dns: list("dns", HostConfig.Dns),
    dnsOpts: list("dnsOpts", HostConfig.DnsOptions),
    dnsSearches: list("dnsSearches", HostConfig.DnsSearch),
    groupAdds: list("groupAdds", HostConfig.GroupAdd),
    hosts: list("hosts", HostConfig.ExtraHosts)?.map((each) => {
      const at = each.indexOf(":");
      return { host: each.slice(0, at), ip: each.slice(at + 1) };
    }),
    logDriver: unless("logDriver", HostConfig.LogConfig?.Type, "json-file"),
    logOpts: unless("logOpts", HostConfig.LogConfig?.Config, {}),
    networksAdvanced: networks(found, written),
    pidMode: HostConfig.PidMode || undefined,
    usernsMode: HostConfig.UsernsMode || undefined,
    ports: ports(found, old.ports),
    runtime: unless("runtime", HostConfig.Runtime, "runc"),
    securityOpts: list("securityOpts", ownSecurityOpts(HostConfig)),
    shmSize: unless("shmSize", mib(HostConfig.ShmSize), 64),
    sysctls: unless("sysctls", HostConfig.Sysctls, {}),
    tmpfs: unless("tmpfs", HostConfig.Tmpfs, {}),
    ulimits: list("ulimits", HostConfig.Ulimits)?.map(({ Name, Soft, Hard }) => ({
      name: Name,
      soft: Soft,
      hard: Hard,
    })),
    devices: list("devices", HostConfig.Devices)?.map((each) => ({
      hostPath: each.PathOnHost,
      containerPath: each.PathInContainer,
      permissions: each.CgroupPermissions,
    })),
    volumes: volumes(found, written ? written.volumes : anonymousVolumes(found, image)),
    networkMode: isOwnStack(HostConfig.NetworkMode) ? HostConfig.NetworkMode : undefined,
    mounts: mounts(HostConfig.Mounts),
    ipcMode: unless("ipcMode", HostConfig.IpcMode, "private") || undefined,
    cgroupParent: HostConfig.CgroupParent || undefined,
    deviceCgroupRules: list("deviceCgroupRules", HostConfig.DeviceCgroupRules),
    deviceReadBps: rates(HostConfig.BlkioDeviceReadBps),
    deviceReadIops: rates(HostConfig.BlkioDeviceReadIOps),
    deviceWriteBps: rates(HostConfig.BlkioDeviceWriteBps),
    deviceWriteIops: rates(HostConfig.BlkioDeviceWriteIOps),
    storageOpts: unless("storageOpts", HostConfig.StorageOpt, {}),
    // As the official plugin has it: what should run and doesn't is started again by the next update.
    mustRun: isJob ? old.mustRun : isUp(State) ? undefined : false,
  };
  return inputs;
}

/** The user's own name for the image while it still means the image that the container runs. */
function sameImage(
  found: EngineContainer,
  image: EngineImage | undefined,
  written: string | undefined,
): string {
  const configured = found.Config.Image ?? found.Image;
  if (written === undefined) return configured;
  if (written === configured || written === found.Image) return written;
  const names = [...(image?.RepoTags ?? []), ...(image?.RepoDigests ?? [])];
  return names.includes(written) ? written : configured;
}

function envs(
  all: readonly string[] | null | undefined,
  fromImage: readonly string[] | null | undefined,
  old: readonly string[] | undefined,
): string[] | undefined {
  const own = (all ?? []).filter(
    (each) => !(fromImage ?? []).includes(each) || old?.includes(each),
  );
  return own.length > 0 ? own : undefined;
}

function labelsBeyond(
  all: Readonly<Record<string, string>> | null | undefined,
  fromImage: Readonly<Record<string, string>> | null | undefined,
  old: ContainerInputs["labels"],
): ContainerInputs["labels"] {
  const own = labelList(all, old).filter(
    ({ label, value }) => fromImage?.[label] !== value || old?.some((each) => each.label === label),
  );
  return own.length > 0 ? own : undefined;
}

function healthcheck(check: EngineHealthcheck | null | undefined): ContainerInputs["healthcheck"] {
  if (!check?.Test?.length) return undefined;
  const duration = (nanoseconds: number | undefined) =>
    nanoseconds ? formatDockerDuration(nanoseconds) : undefined;
  const whole = {
    tests: check.Test,
    interval: duration(check.Interval),
    timeout: duration(check.Timeout),
    startPeriod: duration(check.StartPeriod),
    startInterval: duration(check.StartInterval),
    retries: check.Retries || undefined,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
}

function mib(bytes: number | undefined): number | undefined {
  return bytes && !isUnlimited(bytes) ? Math.round(bytes / MIB) : undefined;
}

/** Docker sets swap to twice the memory where it is left out, and to -1 on hosts that can't limit it. */
function swap(
  { Memory: memory = 0, MemorySwap: total = 0 }: EngineHostConfig,
  old: number | undefined,
  swapLimit: boolean,
): number | undefined {
  const isLimited = memory > 0 && !isUnlimited(memory);
  if (isUnlimited(total)) return isLimited ? -1 : undefined;
  if (total < 0) return isLimited && swapLimit ? -1 : old;
  return total === 0 || (old === undefined && total === memory * 2) ? undefined : mib(total);
}

/** Docker adds `label=disable` to what shares the host's processes. */
function ownSecurityOpts({ SecurityOpt, Privileged, PidMode, IpcMode }: EngineHostConfig) {
  const shares = Privileged || PidMode === "host" || IpcMode === "host";
  return SecurityOpt?.filter((each) => !shares || each !== "label=disable");
}

function isUp({ Running, Paused, Restarting }: EngineContainerState): boolean {
  return (Running && !Paused) || Restarting;
}

function rates(list: { Path: string; Rate: number }[] | null | undefined) {
  return list?.length ? list.map(({ Path, Rate }) => ({ path: Path, rate: Rate })) : undefined;
}

function ports(found: EngineContainer, old: ContainerInputs["ports"]): ContainerInputs["ports"] {
  const bound = Object.entries(found.HostConfig.PortBindings ?? {}).flatMap(([key, bindings]) => {
    const [internal = "", protocol = "tcp"] = key.split("/");
    return (bindings ?? []).map((binding) => ({
      internal: Number(internal),
      ...(binding.HostPort && { external: Number(binding.HostPort) }),
      ...(binding.HostIp && { ip: binding.HostIp }),
      ...(protocol !== "tcp" && { protocol }),
    }));
  });
  return bound.length > 0 || old?.length ? bound : undefined;
}
