/** What there is to know of a host with a Docker engine. */
export interface HostFacts {
  /** Such as `24.0.7`. */
  engineVersion: string;
  /** Newest version of the Engine API that it speaks, such as `1.43`. */
  apiVersion: string;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. */
  operatingSystem: string;
  kernelVersion: string;
  /** As images name it: `amd64`, `arm64`. */
  architecture: string;
  cpus: number;
  memoryMib: number;
  /** Such as `overlay2`. */
  storageDriver: string;
  /** 1 or 2. */
  cgroupVersion: number;
  /** Part that it has in a Swarm. */
  swarm: "none" | "worker" | "manager" | "pending" | "locked" | "error";
}

/** What of an engine's `/info` facts are made of. */
export interface EngineReport {
  ServerVersion: string;
  OperatingSystem: string;
  KernelVersion: string;
  NCPU: number;
  MemTotal: number;
  Driver: string;
  CgroupVersion?: string;
  Swarm?: { LocalNodeState?: string; ControlAvailable?: boolean };
}

export function hostFacts(
  info: EngineReport,
  version: { ApiVersion: string; Arch: string },
): HostFacts {
  return {
    engineVersion: info.ServerVersion,
    apiVersion: version.ApiVersion,
    operatingSystem: info.OperatingSystem,
    kernelVersion: info.KernelVersion,
    architecture: version.Arch,
    cpus: info.NCPU,
    memoryMib: Math.floor(info.MemTotal / 2 ** 20),
    storageDriver: info.Driver,
    // Engines before 20.10 know only the first.
    cgroupVersion: Number(info.CgroupVersion ?? 1),
    swarm: swarmPart(info.Swarm),
  };
}

function swarmPart(swarm: EngineReport["Swarm"]): HostFacts["swarm"] {
  const state = swarm?.LocalNodeState ?? "";
  if (state === "" || state === "inactive") return "none";
  if (state === "active") return swarm?.ControlAvailable === true ? "manager" : "worker";
  return state === "pending" || state === "locked" ? state : "error";
}
