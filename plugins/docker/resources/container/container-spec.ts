import { parseDockerDuration } from "../../../../model/docker-duration";
import type {
  EngineCreateContainer,
  EngineDeviceRequest,
  EngineEndpoint,
  EngineHealthcheck,
  EngineHostConfig,
  EngineMount,
  EngineResources,
} from "../../client/engine-types";
import { defined, filled } from "../defined";
import type { ContainerHealthcheck, ContainerInputs, ContainerNetwork } from "./container-inputs";

const MIB = 1024 * 1024;

/** What Docker is asked to create. */
export interface ContainerSpec {
  body: EngineCreateContainer;
  /** Joined after the creation: Engine API 1.41 takes only one network with it. */
  moreNetworks: ContainerNetwork[];
}

/** Inputs in the words of the Engine API. `labels` are the plugin's own, beside the user's. */
export function containerSpec(
  inputs: ContainerInputs,
  labels: Readonly<Record<string, string>>,
): ContainerSpec {
  const [networkMode, first, ...more] = networksOf(inputs);
  const body: EngineCreateContainer = defined({
    Image: inputs.image,
    Cmd: filled(inputs.command),
    Entrypoint: filled(inputs.entrypoints),
    Env: filled(inputs.envs),
    Hostname: inputs.hostname || undefined,
    Domainname: inputs.domainname || undefined,
    User: inputs.user || undefined,
    WorkingDir: inputs.workingDir || undefined,
    Tty: inputs.tty,
    OpenStdin: inputs.stdinOpen,
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    MacAddress: first?.macAddress || undefined,
    Healthcheck: inputs.healthcheck && healthcheck(inputs.healthcheck),
    Labels: {
      ...Object.fromEntries((inputs.labels ?? []).map(({ label, value }) => [label, value])),
      ...labels,
    },
    ExposedPorts: setOf(
      inputs.ports?.map(({ internal, protocol }) => `${internal}/${protocol ?? "tcp"}`),
    ),
    // A path with neither source is an anonymous volume.
    Volumes: setOf(
      inputs.volumes
        ?.filter((each) => !each.hostPath && !each.volumeName && !each.fromContainer)
        .map((each) => each.containerPath ?? ""),
    ),
    HostConfig: hostConfig(inputs, networkMode),
    NetworkingConfig: first && { EndpointsConfig: { [first.name]: endpoint(first) } },
  });
  return { body, moreNetworks: more };
}

/** Network mode, the network to join at creation, and the others. */
function networksOf(
  inputs: ContainerInputs,
): [string | undefined, ContainerNetwork | undefined, ...ContainerNetwork[]] {
  const networks = inputs.networksAdvanced ?? [];
  const mode = inputs.networkMode || undefined;
  if (mode === undefined || mode === "bridge" || mode === "default")
    return [networks[0]?.name ?? mode, ...(networks as [ContainerNetwork])];
  const own = networks.find((each) => each.name === mode);
  return [mode, own, ...networks.filter((each) => each !== own)];
}

/** How a container joins a network. */
export function endpoint(network: ContainerNetwork): EngineEndpoint {
  const ipam = defined({
    IPv4Address: network.ipv4Address || undefined,
    IPv6Address: network.ipv6Address || undefined,
    LinkLocalIPs: filled(network.linkLocalIps),
  });
  return defined({
    IPAMConfig: Object.keys(ipam).length > 0 ? ipam : undefined,
    Aliases: filled(network.aliases),
    MacAddress: network.macAddress || undefined,
    GwPriority: network.gwPriority,
    DriverOpts: network.driverOpts && Object.fromEntries(network.driverOpts.map(splitPair)),
  });
}

/** The limits and the restart policy: what a running container takes. */
export function resources(inputs: ContainerInputs): EngineResources {
  const megabytes = (value: number | undefined) =>
    value === undefined ? undefined : value > 0 ? value * MIB : value;
  return defined({
    Memory: megabytes(inputs.memory),
    MemoryReservation: megabytes(inputs.memoryReservation),
    MemorySwap: megabytes(inputs.memorySwap),
    NanoCpus: inputs.cpus === undefined ? undefined : Math.round(Number(inputs.cpus) * 1e9),
    CpuShares: inputs.cpuShares,
    CpuPeriod: inputs.cpuPeriod,
    CpuQuota: inputs.cpuQuota,
    CpusetCpus: inputs.cpuSet,
    RestartPolicy: defined({
      Name: inputs.restart ?? "no",
      MaximumRetryCount: inputs.restart === "on-failure" ? inputs.maxRetryCount : undefined,
    }),
  });
}

function hostConfig(inputs: ContainerInputs, networkMode: string | undefined): EngineHostConfig {
  return defined({
    ...resources(inputs),
    NetworkMode: networkMode,
    AutoRemove: inputs.rm,
    Binds: binds(inputs),
    VolumesFrom: filled(
      inputs.volumes
        ?.filter((each) => each.fromContainer)
        .map((each) => `${each.fromContainer ?? ""}${each.readOnly ? ":ro" : ""}`),
    ),
    Mounts: filled(inputs.mounts?.map(mount)),
    Tmpfs: inputs.tmpfs,
    PortBindings: portBindings(inputs),
    PublishAllPorts: inputs.publishAllPorts,
    CapAdd: filled(inputs.capabilities?.adds),
    CapDrop: filled(inputs.capabilities?.drops),
    CgroupParent: inputs.cgroupParent || undefined,
    CgroupnsMode: inputs.cgroupnsMode,
    BlkioDeviceReadBps: rates(inputs.deviceReadBps),
    BlkioDeviceReadIOps: rates(inputs.deviceReadIops),
    BlkioDeviceWriteBps: rates(inputs.deviceWriteBps),
    BlkioDeviceWriteIOps: rates(inputs.deviceWriteIops),
    DeviceCgroupRules: filled(inputs.deviceCgroupRules),
    DeviceRequests: filled(deviceRequests(inputs)),
    Devices: inputs.devices?.map((each) => ({
      PathOnHost: each.hostPath,
      PathInContainer: each.containerPath ?? each.hostPath,
      CgroupPermissions: each.permissions ?? "rwm",
    })),
    Dns: filled(inputs.dns),
    DnsOptions: filled(inputs.dnsOpts),
    DnsSearch: filled(inputs.dnsSearches),
    ExtraHosts: filled(inputs.hosts?.map(({ host, ip }) => `${host}:${ip}`)),
    GroupAdd: filled(inputs.groupAdds),
    Init: inputs.init,
    IpcMode: inputs.ipcMode,
    LogConfig:
      inputs.logDriver || inputs.logOpts
        ? { Type: inputs.logDriver ?? "", Config: inputs.logOpts ?? {} }
        : undefined,
    PidMode: inputs.pidMode,
    Privileged: inputs.privileged,
    ReadonlyRootfs: inputs.readOnly,
    Runtime: inputs.runtime,
    SecurityOpt: filled(inputs.securityOpts),
    ShmSize: inputs.shmSize === undefined ? undefined : inputs.shmSize * MIB,
    StorageOpt: inputs.storageOpts,
    Sysctls: inputs.sysctls,
    Ulimits: inputs.ulimits?.map(({ name, soft, hard }) => ({
      Name: name,
      Soft: soft,
      Hard: hard,
    })),
    UsernsMode: inputs.usernsMode,
  });
}

function binds(inputs: ContainerInputs): string[] | undefined {
  return filled(
    inputs.volumes
      ?.filter((each) => each.hostPath || each.volumeName)
      .map((each) => {
        const options = [each.readOnly ? "ro" : undefined, each.selinuxRelabel].filter(Boolean);
        const source = each.hostPath || each.volumeName || "";
        return [source, each.containerPath, ...(options.length ? [options.join(",")] : [])].join(
          ":",
        );
      }),
  );
}

function portBindings(inputs: ContainerInputs): EngineHostConfig["PortBindings"] | undefined {
  if (!inputs.ports?.length) return undefined;
  const bindings: NonNullable<EngineHostConfig["PortBindings"]> = {};
  for (const { internal, external, ip, protocol } of inputs.ports)
    (bindings[`${internal}/${protocol ?? "tcp"}`] ??= []).push({
      HostIp: ip ?? "",
      HostPort: external ? String(external) : "",
    });
  return bindings;
}

export function mount(each: NonNullable<ContainerInputs["mounts"]>[number]): EngineMount {
  const volume = each.volumeOptions;
  return defined({
    Type: each.type,
    Source: each.source || undefined,
    Target: each.target,
    ReadOnly: each.readOnly,
    BindOptions: each.bindOptions && defined({ Propagation: each.bindOptions.propagation }),
    TmpfsOptions:
      each.tmpfsOptions &&
      defined({ SizeBytes: each.tmpfsOptions.sizeBytes, Mode: each.tmpfsOptions.mode }),
    VolumeOptions:
      volume &&
      defined({
        NoCopy: volume.noCopy,
        Subpath: volume.subpath || undefined,
        Labels:
          volume.labels && Object.fromEntries(volume.labels.map((one) => [one.label, one.value])),
        DriverConfig:
          volume.driverName || volume.driverOptions
            ? defined({ Name: volume.driverName, Options: volume.driverOptions })
            : undefined,
      }),
  });
}

export function healthcheck(check: ContainerHealthcheck): EngineHealthcheck {
  const nanoseconds = (text: string | undefined) =>
    text === undefined ? undefined : parseDockerDuration(text) || undefined;
  return defined({
    Test: check.tests,
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    StartPeriod: nanoseconds(check.startPeriod),
    StartInterval: nanoseconds(check.startInterval),
    Retries: check.retries || undefined,
  });
}

function deviceRequests(inputs: ContainerInputs): EngineDeviceRequest[] {
  const requests: EngineDeviceRequest[] = (inputs.deviceRequests ?? []).map((each) =>
    defined({
      Driver: each.driver,
      Count: each.count,
      DeviceIDs: each.deviceIds,
      Capabilities: each.capabilities && [each.capabilities],
      Options: each.options,
    }),
  );
  if (inputs.gpus)
    requests.push({
      Capabilities: [["gpu"]],
      ...(inputs.gpus === "all"
        ? { Count: -1 }
        : { DeviceIDs: inputs.gpus.slice("device=".length).split(",") }),
    });
  return requests;
}

function rates(list: { path: string; rate: number }[] | undefined) {
  return filled(list?.map(({ path, rate }) => ({ Path: path, Rate: rate })));
}

export function splitPair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function setOf(names: readonly string[] | undefined): Record<string, object> | undefined {
  return names?.length ? Object.fromEntries(names.map((name) => [name, {}])) : undefined;
}
