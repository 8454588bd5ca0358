import { ConcurrencyLimit } from "../../../docker/client/concurrency-limit";
import { firstManager, NoManagerError, type Manager } from "../../../docker/client/first-manager";
import { swarmMembership, type SwarmMembership } from "../../../docker/client/swarm-membership";
import { engineIdentity } from "../../../docker/connection/endpoint";
import { hostFate } from "../../../docker/connection/lost-host";
import { resolveIdentity } from "../../../docker/connection/resolve-endpoint";
import type { Connection, Fleet } from "../../client/fleet";
import type { HostAccess } from "../../client/host-access";

/** A host by which a swarm can be spoken to while it is one of its managers. */
export interface ManagerInput {
  /** The host's name in the program: what it is known by when the list changes. */
  name: string;
  connection?: Connection;
}

/** An engine that is, or may be, in a swarm. */
export interface SwarmHost {
  host: HostAccess;
  membership: SwarmMembership;
}

export function swarmHost(fleet: Fleet, connection: Connection | undefined): SwarmHost {
  const host = fleet.host(connection);
  return { host, membership: swarmMembership(host.transport) };
}

/** Those of the managers that weren't given up. */
export function managerHosts(
  fleet: Fleet,
  managers: readonly ManagerInput[],
): (SwarmHost & { name: string })[] {
  return managers
    .filter(({ connection }) => !hostFate(resolveIdentity(connection ?? {})).forgotten)
    .map(({ name, connection }) => ({ name, ...swarmHost(fleet, connection) }));
}

const named = new Map<string, readonly ManagerInput[]>();

/** Remembers whom the program names as a swarm's managers: a node that is to go knows only those of its own time. */
export function noteManagers(swarm: string, managers: readonly ManagerInput[]): void {
  named.set(swarm, managers);
}

/** A manager to speak of `own` with: another one wherever there is one, as `own` may stop being a manager. */
export async function managerBeside(
  fleet: Fleet,
  managers: readonly ManagerInput[],
  swarm: string,
  own: SwarmHost,
): Promise<Manager<SwarmHost>> {
  const identityOf = ({ host }: SwarmHost) => engineIdentity(host.endpoint);
  const isOwn = (each: SwarmHost) => identityOf(each) === identityOf(own);
  const hosts = managerHosts(fleet, [...(named.get(swarm) ?? []), ...managers]);
  const identities = hosts.map(identityOf);
  const others = hosts.filter(
    (each, index) => !isOwn(each) && identities.indexOf(identities[index]!) === index,
  );
  try {
    return await firstManager(others, swarm);
  } catch (error) {
    if (!(error instanceof NoManagerError)) throw error;
    if (!hosts.some(isOwn)) throw error;
    return await firstManager([own], swarm).catch((cause: unknown) => {
      if (!(cause instanceof NoManagerError)) throw cause;
      throw new NoManagerError([...error.hosts, ...cause.hosts]);
    });
  }
}

const turns = new Map<string, ConcurrencyLimit>();
const drains = new Map<string, ConcurrencyLimit>();

/** Runs what changes who is a manager: one after the other in each swarm, so that each sees what the last has left. */
export function inTurn<T>(swarm: string, work: () => Promise<T>): Promise<T> {
  return alone(turns, swarm, work);
}

/** Runs what empties a node that is to go: one after the other in each swarm. */
export function oneDrain<T>(swarm: string, work: () => Promise<T>): Promise<T> {
  return alone(drains, swarm, work);
}

function alone<T>(
  limits: Map<string, ConcurrencyLimit>,
  swarm: string,
  work: () => Promise<T>,
): Promise<T> {
  let limit = limits.get(swarm);
  if (limit === undefined) limits.set(swarm, (limit = new ConcurrencyLimit(1)));
  return limit.run(work);
}
