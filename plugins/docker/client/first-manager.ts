import { setTimeout as sleep } from "node:timers/promises";

import { FORGET_HOSTS } from "../connection/lost-host";
import { isEngineError } from "./engine-error";
import type { EngineSwarm, SwarmMembership } from "./swarm-membership";

/** Milliseconds that a manager gets to answer before the next one is asked as well. */
const PATIENCE = 1500;

/** Why a host is of no use as a manager. */
export interface NoManager {
  where: string;
  kind:
    /** No answer, or no permission. */
    | "unreachable"
    /** In no swarm. */
    | "inactive"
    /** In a swarm, but only as a worker, or not wholly joined. */
    | "noManager"
    /** A manager whose engine was restarted and wants the unlock key. */
    | "locked"
    /** A manager of another swarm. */
    | "foreign"
    /** A manager that can't reach enough of the others. */
    | "noQuorum";
  /** Goes after `where`; a whole sentence where the host is unreachable. */
  reason: string;
}

/** None of a swarm's managers can be used. */
export class NoManagerError extends Error {
  readonly code = "SLIPWAY_NO_MANAGER";
  constructor(readonly hosts: readonly NoManager[]) {
    const told = hosts.map(({ where, kind, reason }) =>
      kind === "unreachable" ? reason : `${where} ${reason}`,
    );
    super(`no manager of the swarm can be used: ${told.join("; ")}${mend(hosts)}`);
    this.name = "NoManagerError";
  }

  /** True where every host is of one of these kinds. */
  all(...kinds: NoManager["kind"][]): boolean {
    return this.hosts.every(({ kind }) => kinds.includes(kind));
  }
}

/** A manager that answers for its swarm. */
export interface Manager<T> {
  use: T;
  membership: SwarmMembership;
  swarm: EngineSwarm;
}

/**
 * The first of `hosts` that answers as a manager of the swarm; each gets a moment before the next is asked as well, so
 * that one that is gone holds nothing up.
 *
 * @param id of the swarm; undefined: whichever they are in.
 * @throws NoManagerError
 */
export async function firstManager<T extends { membership: SwarmMembership }>(
  hosts: readonly T[],
  id: string | undefined,
): Promise<Manager<T>> {
  const useless: NoManager[] = [];
  const cancel = new AbortController();
  let found: Manager<T> | undefined;
  const asked = hosts.map(async (use, index) => {
    await sleep(PATIENCE * index, undefined, { signal: cancel.signal }).catch(() => undefined);
    if (found !== undefined) return;
    const answer = await ask(use.membership, id);
    if ("kind" in answer) useless[index] = answer;
    else found ??= { use, membership: use.membership, swarm: answer };
    // Somebody is there, or nobody would be any sooner: no reason to wait for a turn.
    cancel.abort();
  });
  await new Promise<void>((resolve, reject) => {
    let open = asked.length;
    if (open === 0) resolve();
    for (const each of asked)
      each.then(() => {
        if (found !== undefined || --open === 0) resolve();
      }, reject);
  });
  if (found !== undefined) return found;
  throw new NoManagerError(useless);
}

/** What a host says when it is asked for its swarm. */
async function ask(
  membership: SwarmMembership,
  id: string | undefined,
): Promise<EngineSwarm | NoManager> {
  const { where } = membership;
  try {
    const swarm = await membership.swarm();
    if (id === undefined || swarm.ID === id) return swarm;
    return { where, kind: "foreign", reason: `is a manager of another swarm (${swarm.ID})` };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (error.status === undefined) return { where, kind: "unreachable", reason: error.message };
    return await whyNot(membership, error.message);
  }
}

async function whyNot(membership: SwarmMembership, answer: string): Promise<NoManager> {
  const { where } = membership;
  try {
    const { LocalNodeState: state, ControlAvailable, Error: problem } = await membership.own();
    if (state === "locked")
      return { where, kind: "locked", reason: "is locked since its engine was restarted" };
    if (state === "inactive") return { where, kind: "inactive", reason: "is in no swarm" };
    if (ControlAvailable) return { where, kind: "noQuorum", reason: `says: ${answer}` };
    const more = problem ? ` (${problem})` : "";
    const as = state === "active" ? "is a worker" : `is a node that is "${state}"${more}`;
    return { where, kind: "noManager", reason: as };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { where, kind: "unreachable", reason: error.message };
  }
}

function mend(hosts: readonly NoManager[]): string {
  if (hosts.some(({ kind }) => kind === "noQuorum"))
    return ": the managers have lost their quorum; start those that are away again, or, where they are gone for good, run `docker swarm init --force-new-cluster` on one that is left";
  if (hosts.some(({ kind }) => kind === "locked"))
    return ": `pulumi up --refresh` unlocks managers with the key in the swarm's state; without that, run `docker swarm unlock` there";
  if (hosts.every(({ kind }) => kind === "unreachable"))
    return `; where they are gone for good, run once with ${FORGET_HOSTS}=${hosts.map(({ where }) => where).join(",")}`;
  return "";
}
