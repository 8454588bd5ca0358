import type { EngineRequest, EngineTransport } from "./engine-request";
import type { EngineSwarmObject, EngineTask } from "./swarm-types";

/** The parts of the Engine API's swarms and nodes (1.41) that the plugins read or write. Durations are nanoseconds. */

export interface EngineSwarmSpec {
  Name: string;
  Labels?: Record<string, string> | null;
  Orchestration?: { TaskHistoryRetentionLimit?: number };
  Raft?: object;
  Dispatcher?: { HeartbeatPeriod?: number };
  CAConfig?: { NodeCertExpiry?: number; ForceRotate?: number };
  EncryptionConfig?: { AutoLockManagers?: boolean };
}

/** What every manager knows of the swarm. */
export interface EngineSwarm extends EngineSwarmObject<EngineSwarmSpec> {
  RootRotationInProgress: boolean;
  DefaultAddrPool?: string[] | null;
  SubnetSize?: number;
  DataPathPort?: number;
  JoinTokens: { Worker: string; Manager: string };
}

export interface EngineNodeSpec {
  Name?: string;
  Labels?: Record<string, string> | null;
  Role: "worker" | "manager";
  Availability: "active" | "pause" | "drain";
}

export interface EngineNode extends EngineSwarmObject<EngineNodeSpec> {
  Description: { Hostname: string; Engine?: { EngineVersion?: string } };
  Status: { State: string; Message?: string; Addr?: string };
  /** Of a member of the managers' raft alone. */
  ManagerStatus?: { Leader?: boolean; Reachability: string; Addr: string } | null;
}

/** What an engine says of its own membership. */
export interface EngineMembership {
  /** inactive, pending, active, error or locked. */
  LocalNodeState: string;
  NodeID: string;
  /** Why it couldn't join or go on. */
  Error: string;
  /** True for a manager. */
  ControlAvailable: boolean;
}

interface Addresses {
  ListenAddr: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
  Availability?: EngineNodeSpec["Availability"];
}

export interface EngineSwarmInit extends Addresses {
  DataPathPort?: number;
  DefaultAddrPool?: readonly string[];
  SubnetSize?: number;
  Spec: Omit<EngineSwarmSpec, "Name">;
}

export interface EngineSwarmJoin extends Addresses {
  RemoteAddrs: readonly string[];
  JoinToken: string;
}

export interface SwarmRotation {
  rotateWorkerToken?: boolean;
  rotateManagerToken?: boolean;
  rotateManagerUnlockKey?: boolean;
}

/** Being in a swarm: of the engine itself, and, where it is a manager, of the others. */
export interface SwarmMembership {
  /** Where the engine is, for messages. */
  readonly where: string;
  own(): Promise<EngineMembership>;
  /** A manager's answer, while the managers have their quorum; else the status 503, 500 or 504. */
  swarm(signal?: AbortSignal): Promise<EngineSwarm>;
  init(options: EngineSwarmInit): Promise<void>;
  join(options: EngineSwarmJoin): Promise<void>;
  leave(force: boolean): Promise<void>;
  updateSwarm(version: number, spec: EngineSwarmSpec, rotation: SwarmRotation): Promise<void>;
  /** Empty where the managers lock nothing. */
  unlockKey(): Promise<string>;
  unlock(key: string): Promise<void>;

  nodes(): Promise<EngineNode[]>;
  node(id: string): Promise<EngineNode>;
  updateNode(id: string, version: number, spec: EngineNodeSpec): Promise<void>;
  removeNode(id: string, force: boolean): Promise<void>;
  tasks(filters: Record<string, readonly string[]>): Promise<EngineTask[]>;
}

export function swarmMembership(transport: EngineTransport): SwarmMembership {
  const get = <T>(path: string, query: EngineRequest["query"] = {}, signal?: AbortSignal) =>
    transport.call<T>({ method: "GET", path, query, signal });
  const post = (path: string, body: object = {}, query: EngineRequest["query"] = {}) =>
    transport.call<void>({ method: "POST", path, body, query });
  const encode = encodeURIComponent;

  return {
    where: transport.where,
    own: async () => (await get<{ Swarm: EngineMembership }>("/info")).Swarm,
    swarm: (signal) => get("/swarm", {}, signal),
    init: (options) => post("/swarm/init", options),
    join: (options) => post("/swarm/join", options),
    leave: (force) => post("/swarm/leave", {}, { force }),
    updateSwarm: (version, spec, rotation) => post("/swarm/update", spec, { version, ...rotation }),
    unlockKey: async () => (await get<{ UnlockKey?: string }>("/swarm/unlockkey")).UnlockKey ?? "",
    unlock: (key) => post("/swarm/unlock", { UnlockKey: key }),

    nodes: () => get("/nodes"),
    node: (id) => get(`/nodes/${encode(id)}`),
    updateNode: (id, version, spec) => post(`/nodes/${encode(id)}/update`, spec, { version }),
    removeNode: (id, force) =>
      transport.call({ method: "DELETE", path: `/nodes/${encode(id)}`, query: { force } }),
    tasks: (by) => get("/tasks", { filters: JSON.stringify(by) }),
  };
}
