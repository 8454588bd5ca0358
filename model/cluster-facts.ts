/** What there is to know of a Kubernetes cluster. */
export interface ClusterFacts {
  /** Such as `1.33.0`. */
  version: string;
  /** By name. Undefined where the user may not see them, as one who has but a namespace. */
  nodes?: NodeFacts[];
}

/** A node of a Kubernetes cluster. */
export interface NodeFacts {
  name: string;
  /** Whether pods can be placed on it: its kubelet says it is ready, and nobody has cordoned it. */
  ready: boolean;
  /** Of its kubelet, such as `1.33.0`. */
  version: string;
  /** As images name it: `amd64`, `arm64`. */
  architecture: string;
  operatingSystem: string;
  cpus: number;
  memoryMib: number;
  /** `topology.kubernetes.io/zone`. */
  zone?: string;
}

/** What of a node of the API facts are made of. */
export interface NodeReport {
  metadata: { name: string; labels?: Record<string, string> };
  spec?: { unschedulable?: boolean };
  status?: {
    capacity?: Record<string, string>;
    conditions?: { type: string; status: string }[];
    nodeInfo?: { kubeletVersion?: string; architecture?: string; operatingSystem?: string };
  };
}

export function clusterFacts(
  version: { gitVersion: string },
  reports: readonly NodeReport[] | undefined,
): ClusterFacts {
  const nodes = reports?.map(nodeFacts).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { version: plainVersion(version.gitVersion), ...(nodes !== undefined && { nodes }) };
}

function nodeFacts({ metadata, spec, status }: NodeReport): NodeFacts {
  const { kubeletVersion = "", architecture, operatingSystem } = status?.nodeInfo ?? {};
  const labels = metadata.labels ?? {};
  const zone = labels["topology.kubernetes.io/zone"];
  const ready = (status?.conditions ?? []).some(
    (each) => each.type === "Ready" && each.status === "True",
  );
  return {
    name: metadata.name,
    ready: ready && spec?.unschedulable !== true,
    version: plainVersion(kubeletVersion),
    architecture: architecture || (labels["kubernetes.io/arch"] ?? ""),
    operatingSystem: operatingSystem || (labels["kubernetes.io/os"] ?? ""),
    cpus: quantity(status?.capacity?.["cpu"]),
    memoryMib: Math.floor(quantity(status?.capacity?.["memory"]) / 2 ** 20),
    ...(zone !== undefined && { zone }),
  };
}

/** `v1.33.0-eks-1a2b` → `1.33.0` */
function plainVersion(gitVersion: string): string {
  return /\d+(\.\d+)*/.exec(gitVersion)?.[0] ?? "";
}

const UNITS: Record<string, number> = {
  ...{ m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
};

function quantity(text = "0"): number {
  const [, number = "0", unit = ""] = /^([\d.]+)(m|[kMGT]i?|Ki)?$/.exec(text) ?? [];
  return Number(number) * (UNITS[unit] ?? 1);
}
