import { createHash } from "node:crypto";

/** How many replicas a host gets. */
export interface Share {
  host: string;
  replicas: number;
}

/**
 * Spreads replicas evenly over hosts. Each host has a rank of its own for this workload, and what doesn't divide goes to
 * the first of them: so it is the same in every run, whatever the order of the hosts; a host that is added takes over
 * no more than its even share, and moves nothing between the others.
 */
export function spreadOver(workload: string, hosts: readonly string[], replicas: number): Share[] {
  const each = Math.floor(replicas / hosts.length);
  const ranked = [...hosts].sort((a, b) => (rank(workload, a) < rank(workload, b) ? -1 : 1));
  const more = new Set(ranked.slice(0, replicas % hosts.length));
  return hosts.map((host) => ({ host, replicas: each + (more.has(host) ? 1 : 0) }));
}

function rank(workload: string, host: string): string {
  return createHash("sha256").update(`${workload}\0${host}`).digest("hex");
}
