import { isEngineError } from "../../../docker/client/engine-error";
import type { EngineNode, SwarmMembership } from "../../../docker/client/swarm-membership";
import type { Call } from "../../../runtime/resource";
import type { Fleet } from "../../client/fleet";
import { leaveSwarm } from "./leave-swarm";
import { swarmHost, type SwarmHost } from "./managers";
import { drain } from "./node-drain";
import type { NodeInputs } from "./node-inputs";
import { join } from "./node-join";
import { takeOut } from "./node-remove";

/** Milliseconds that an engine gets to mend by itself what kept it from becoming a manager. */
const PATIENCE = 15_000;

/**
 * Tells whether an engine can't become the manager that it was made. Up to Docker 20.10 a promoted node asks to be let in
 * where it once joined, whoever is there now; where no manager is, it fails for ever, and as a worker too. Only joining
 * anew, or a restart of its engine, makes it ask elsewhere.
 */
export function promotionWatch({ membership }: SwarmHost): () => Promise<string | undefined> {
  let since: number | undefined;
  return async () => {
    try {
      const { LocalNodeState, Error: problem } = await membership.own();
      if (LocalNodeState !== "error") return undefined;
      since ??= Date.now();
      return Date.now() - since < PATIENCE ? undefined : problem;
    } catch (error) {
      if (!isEngineError(error)) throw error;
      return undefined;
    }
  };
}

/** Lets a host whose engine can't become a manager leave and join anew as one. Resolves with its new node's id. */
export async function rejoin(
  membership: SwarmMembership,
  { ID }: EngineNode,
  inputs: NodeInputs,
  call: Pick<Call, "urn" | "log" | "signal">,
  fleet: Fleet,
): Promise<string> {
  const own = swarmHost(fleet, inputs.connection);
  // What it runs goes on until it leaves.
  const leaving = {
    id: ID,
    where: own.host.where,
    isThere: false,
    seconds: inputs.drainTimeoutSeconds,
  };
  await drain(membership, leaving, call);
  await takeOut(membership, ID, call);
  await leaveSwarm(own, ID, call);
  return await join(inputs, membership, own.membership, call);
}
