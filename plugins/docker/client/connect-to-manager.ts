import type { Endpoint } from "../connection/endpoint";
import { engineOver } from "./connect";
import type { Engine } from "./engine";
import { firstManager } from "./first-manager";
import { openTransport } from "./open-transport";
import { swarmMembership } from "./swarm-membership";

/** The first of a swarm's managers that answers; with that one it stays. */
export async function connectToManager(
  endpoints: readonly Endpoint[],
  swarm: string,
): Promise<Engine> {
  const hosts = endpoints.map((endpoint) => {
    const transport = openTransport(endpoint);
    return { transport, membership: swarmMembership(transport) };
  });
  const others = new Set(hosts);
  try {
    const { use } = await firstManager(hosts, swarm);
    others.delete(use);
    return engineOver(use.transport);
  } finally {
    others.forEach(({ transport }) => transport.close());
  }
}
