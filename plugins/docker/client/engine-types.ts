/** The parts of the Docker Engine API's objects (1.41) that the plugin reads or writes. */

export interface EngineInfo {
  /** False where the host's kernel can't limit swap. */
  SwapLimit: boolean;
}

export interface EngineHealthcheck {
  Test?: string[];
  Interval?: number;
  Timeout?: number;
  StartPeriod?: number;
  StartInterval?: number;
  Retries?: number;
}

export interface EngineEndpoint {
  IPAMConfig?: {
    IPv4Address?: string;
    IPv6Address?: string;
    LinkLocalIPs?: string[];
  } | null;
  Aliases?: string[] | null;
  MacAddress?: string;
  DriverOpts?: Record<string, string> | null;
  GwPriority?: number;
  NetworkID?: string;
  Gateway?: string;
  IPAddress?: string;
  IPPrefixLen?: number;
  IPv6Gateway?: string;
  GlobalIPv6Address?: string;
  GlobalIPv6PrefixLen?: number;
}

export interface EngineContainerConfig {
  Hostname?: string;
  Domainname?: string;
  User?: string;
  Tty?: boolean;
  OpenStdin?: boolean;
  Env?: string[] | null;
  Cmd?: string[] | null;
  Healthcheck?: EngineHealthcheck | null;
  Image?: string;
  Volumes?: Record<string, object> | null;
  WorkingDir?: string;
  Entrypoint?: string[] | null;
  Labels?: Record<string, string> | null;
  StopSignal?: string;
  StopTimeout?: number | null;
  ExposedPorts?: Record<string, object> | null;
  MacAddress?: string;
}

export interface EngineMount {
  Type: string;
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  BindOptions?: { Propagation?: string };
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: Record<string, string>;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
    Subpath?: string;
  };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

export interface EngineDeviceRequest {
  Driver?: string;
  Count?: number;
  DeviceIDs?: string[] | null;
  Capabilities?: string[][] | null;
  Options?: Record<string, string> | null;
}

export interface EngineRate {
  Path: string;
  Rate: number;
}

export interface EngineResources {
  Memory?: number;
  MemoryReservation?: number;
  MemorySwap?: number;
  NanoCpus?: number;
  CpuShares?: number;
  CpuPeriod?: number;
  CpuQuota?: number;
  CpusetCpus?: string;
  RestartPolicy?: { Name: string; MaximumRetryCount?: number };
}

export interface EngineHostConfig extends EngineResources {
  AutoRemove?: boolean;
  Binds?: string[] | null;
  BlkioDeviceReadBps?: EngineRate[] | null;
  BlkioDeviceReadIOps?: EngineRate[] | null;
  BlkioDeviceWriteBps?: EngineRate[] | null;
  BlkioDeviceWriteIOps?: EngineRate[] | null;
  CapAdd?: string[] | null;
  CapDrop?: string[] | null;
  CgroupParent?: string;
  CgroupnsMode?: string;
  DeviceCgroupRules?: string[] | null;
  DeviceRequests?: EngineDeviceRequest[] | null;
  Devices?: { PathOnHost: string; PathInContainer: string; CgroupPermissions: string }[] | null;
  Dns?: string[] | null;
  DnsOptions?: string[] | null;
  DnsSearch?: string[] | null;
  ExtraHosts?: string[] | null;
  GroupAdd?: string[] | null;
  Init?: boolean | null;
  IpcMode?: string;
  LogConfig?: { Type: string; Config?: Record<string, string> | null };
  Mounts?: EngineMount[] | null;
  NetworkMode?: string;
  PidMode?: string;
  PortBindings?: Record<string, { HostIp?: string; HostPort?: string }[] | null> | null;
  Privileged?: boolean;
  PublishAllPorts?: boolean;
  ReadonlyRootfs?: boolean;
  Runtime?: string;
  SecurityOpt?: string[] | null;
  ShmSize?: number;
  StorageOpt?: Record<string, string> | null;
  Sysctls?: Record<string, string> | null;
  Tmpfs?: Record<string, string> | null;
  Ulimits?: { Name: string; Soft: number; Hard: number }[] | null;
  UsernsMode?: string;
  VolumesFrom?: string[] | null;
}

export interface EngineCreateContainer extends EngineContainerConfig {
  HostConfig: EngineHostConfig;
  NetworkingConfig?: { EndpointsConfig: Record<string, EngineEndpoint> };
}

export interface EngineHealth {
  Status: string;
  FailingStreak: number;
  Log: { End: string; ExitCode: number; Output: string }[] | null;
}

export interface EngineContainerState {
  Status: string;
  Running: boolean;
  Paused: boolean;
  Restarting: boolean;
  OOMKilled: boolean;
  Dead: boolean;
  ExitCode: number;
  Error: string;
  StartedAt: string;
  FinishedAt: string;
  Health?: EngineHealth;
}

export interface EngineContainer {
  Id: string;
  /** With a leading slash. */
  Name: string;
  Created: string;
  /** Image id. */
  Image: string;
  RestartCount: number;
  State: EngineContainerState;
  Config: EngineContainerConfig;
  HostConfig: EngineHostConfig;
  Mounts: {
    Type: string;
    Name?: string;
    Source: string;
    Destination: string;
    RW: boolean;
  }[];
  NetworkSettings: {
    Bridge: string;
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null;
    Networks: Record<string, EngineEndpoint> | null;
  };
}

export interface EngineContainerSummary {
  Id: string;
  /** Each with a leading slash. */
  Names: string[];
  State: string;
  Created: number;
  Labels: Record<string, string> | null;
}

export interface EngineNetwork {
  Id: string;
  Name: string;
  Driver: string;
  Scope: string;
  EnableIPv6: boolean;
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  IPAM: {
    Driver: string;
    Options: Record<string, string> | null;
    Config:
      | {
          Subnet?: string;
          IPRange?: string;
          Gateway?: string;
          AuxiliaryAddresses?: Record<string, string> | null;
          AuxAddress?: Record<string, string> | null;
        }[]
      | null;
  };
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
  /** Only in an inspect, not in a list. Keyed by container id, or `ep-…` for an endpoint without one. */
  Containers?: Record<
    string,
    {
      Name: string;
      EndpointID: string;
      MacAddress: string;
      IPv4Address: string;
      IPv6Address: string;
    }
  > | null;
}

export interface EngineCreateNetwork {
  Name: string;
  CheckDuplicate: boolean;
  Driver?: string;
  Internal?: boolean;
  Attachable?: boolean;
  Ingress?: boolean;
  EnableIPv6?: boolean;
  IPAM?: {
    Driver?: string;
    Options?: Record<string, string>;
    Config?: {
      Subnet?: string;
      IPRange?: string;
      Gateway?: string;
      AuxiliaryAddresses?: Record<string, string>;
    }[];
  };
  Options?: Record<string, string>;
  Labels?: Record<string, string>;
}

export interface EngineVolume {
  Name: string;
  Driver: string;
  Mountpoint: string;
  Labels: Record<string, string> | null;
  Options: Record<string, string> | null;
}

export interface EngineLogOptions {
  stdout?: boolean;
  stderr?: boolean;
  /** Seconds since 1970. */
  since?: number;
  /** Seconds since 1970. */
  until?: number;
  timestamps?: boolean;
  follow?: boolean;
  tail?: string;
  details?: boolean;
  signal?: AbortSignal;
}

export interface EnginePlugin {
  Id: string;
  Name: string;
  Enabled: boolean;
  PluginReference: string;
  Settings: { Env: string[] | null };
}

export interface EngineImage {
  Id: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  Os: string;
  Architecture: string;
  Variant?: string;
  Config: EngineContainerConfig | null;
}

export interface EngineRegistryAuth {
  username?: string;
  password?: string;
  identitytoken?: string;
  serveraddress?: string;
}

/** Logins per registry host, looked up as they are needed. */
export interface EngineRegistryLogins {
  forRegistry(host: string): Promise<EngineRegistryAuth | undefined>;
  /** All that are known, keyed by host. */
  all(): Promise<Record<string, EngineRegistryAuth>>;
}

export interface EngineBuildOptions {
  /** Names to tag the image with. */
  tags: string[];
  /** Path of the Dockerfile inside the context. */
  dockerfile: string;
  /** A git repository or an archive that the engine fetches as the context itself. */
  remote?: string;
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
  target?: string;
  platform?: string;
  networkMode?: string;
  extraHosts?: string[];
  cacheFrom?: string[];
  noCache?: boolean;
  /** Asks the registry for newer base images. */
  pull?: boolean;
  /** Of the classic builder's containers. Defaults to true, both. */
  remove?: boolean;
  forceRemove?: boolean;
  buildId?: string;
  isolation?: string;
  /** By id, for `RUN --mount=type=secret`. BuildKit alone. */
  secrets?: Record<string, Buffer>;
  /** Of the classic builder's containers; BuildKit pays no heed to them. */
  limits?: EngineBuildLimits;
  squash?: boolean;
  /** For base images and cache sources. */
  logins: EngineRegistryLogins;
  builder: "buildkit" | "classic";
}

export interface EngineBuildLimits {
  cgroupParent?: string;
  cpuPeriod?: number;
  cpuQuota?: number;
  cpuSetCpus?: string;
  cpuSetMems?: string;
  cpuShares?: number;
  /** Bytes. */
  memory?: number;
  /** Bytes. */
  memorySwap?: number;
  /** Bytes. */
  shmSize?: number;
  ulimits?: { Name: string; Soft: number; Hard: number }[];
}
