import type { EngineHealthcheck, EngineMount, EngineRegistryAuth } from "./engine-types";

/** The parts of the Engine API's Swarm objects (1.41) that the plugin reads or writes. Durations are nanoseconds. */

export interface EngineSwarmObject<Spec> {
  ID: string;
  /** An update names the version that it changes, and is refused where somebody was faster. */
  Version: { Index: number };
  CreatedAt: string;
  Spec: Spec;
}

/** Secrets and configs are the same thing to the API, but for where they are. */
export type EngineSwarmFileKind = "secrets" | "configs";

export interface EngineSwarmFileSpec {
  Name: string;
  Labels?: Record<string, string> | null;
  /** Base64. Never given back for a secret; only labels can be updated, and then it must be left out. */
  Data?: string;
}

export type EngineSwarmFile = EngineSwarmObject<EngineSwarmFileSpec>;

export interface EngineFileTarget {
  Name: string;
  UID: string;
  GID: string;
  Mode: number;
}

export interface EngineTaskContainerSpec {
  Image: string;
  Labels?: Record<string, string> | null;
  Command?: string[] | null;
  Args?: string[] | null;
  Hostname?: string;
  Env?: string[] | null;
  Dir?: string;
  User?: string;
  Groups?: string[] | null;
  Privileges?: {
    CredentialSpec?: { File?: string; Registry?: string } | null;
    SELinuxContext?: {
      Disable?: boolean;
      User?: string;
      Role?: string;
      Type?: string;
      Level?: string;
    } | null;
  } | null;
  ReadOnly?: boolean;
  Mounts?: EngineMount[] | null;
  StopSignal?: string;
  StopGracePeriod?: number | null;
  Healthcheck?: EngineHealthcheck | null;
  /** Each `IP name…`. */
  Hosts?: string[] | null;
  DNSConfig?: {
    Nameservers?: string[] | null;
    Search?: string[] | null;
    Options?: string[] | null;
  } | null;
  Secrets?: { SecretID: string; SecretName: string; File?: EngineFileTarget | null }[] | null;
  Configs?: { ConfigID: string; ConfigName: string; File?: EngineFileTarget | null }[] | null;
  Isolation?: string;
  Init?: boolean | null;
  Sysctls?: Record<string, string> | null;
  CapabilityAdd?: string[] | null;
  CapabilityDrop?: string[] | null;
}

export interface EngineGenericResource {
  NamedResourceSpec?: { Kind: string; Value: string };
  DiscreteResourceSpec?: { Kind: string; Value: number };
}

export interface EngineTaskSpec {
  ContainerSpec?: EngineTaskContainerSpec;
  Resources?: {
    Limits?: { NanoCPUs?: number; MemoryBytes?: number } | null;
    Reservations?: {
      NanoCPUs?: number;
      MemoryBytes?: number;
      GenericResources?: EngineGenericResource[] | null;
    } | null;
  } | null;
  RestartPolicy?: {
    Condition?: string;
    Delay?: number | null;
    MaxAttempts?: number | null;
    Window?: number | null;
  } | null;
  Placement?: {
    Constraints?: string[] | null;
    Preferences?: { Spread?: { SpreadDescriptor: string } }[] | null;
    MaxReplicas?: number;
    Platforms?: { Architecture?: string; OS?: string }[] | null;
  } | null;
  Networks?:
    | {
        Target: string;
        Aliases?: string[] | null;
        DriverOpts?: Record<string, string> | null;
      }[]
    | null;
  LogDriver?: { Name: string; Options?: Record<string, string> | null } | null;
  ForceUpdate?: number;
  Runtime?: string;
}

export interface EngineUpdateConfig {
  Parallelism: number;
  Delay?: number;
  FailureAction?: string;
  Monitor?: number;
  MaxFailureRatio?: number;
  Order?: string;
}

export interface EngineServicePort {
  Name?: string;
  Protocol?: string;
  TargetPort: number;
  PublishedPort?: number;
  PublishMode?: string;
}

export interface EngineServiceSpec {
  Name: string;
  Labels?: Record<string, string> | null;
  TaskTemplate: EngineTaskSpec;
  Mode?: { Replicated?: { Replicas?: number | null } | null; Global?: object | null };
  UpdateConfig?: EngineUpdateConfig | null;
  RollbackConfig?: EngineUpdateConfig | null;
  EndpointSpec?: { Mode?: string; Ports?: EngineServicePort[] | null } | null;
}

export interface EngineService extends EngineSwarmObject<EngineServiceSpec> {
  /** With the ports that Swarm has chosen. */
  Endpoint?: { Ports?: EngineServicePort[] | null };
  /** Absent where nothing was updated since the last change of the specification. */
  UpdateStatus?: { State?: string; Message?: string } | null;
}

export interface EngineTask {
  ID: string;
  CreatedAt: string;
  ServiceID: string;
  /** 0 for a task of a global service, which has one on each node. */
  Slot?: number;
  NodeID?: string;
  Spec: EngineTaskSpec;
  Status: {
    State: string;
    Message?: string;
    Err?: string;
    ContainerStatus?: { ContainerID?: string; ExitCode?: number };
  };
  DesiredState: string;
}

/** How this engine stands to a swarm. */
export interface EngineSwarmState {
  LocalNodeState: string;
  /** True for a manager. */
  ControlAvailable: boolean;
}

/** What a registry says about an image. */
export interface EngineDistribution {
  Descriptor: { digest: string };
  Platforms?: { architecture?: string; os?: string }[] | null;
}

export interface ServiceChangeOptions {
  /** Kept by Swarm, so that each node can pull. */
  auth?: EngineRegistryAuth | undefined;
}
