import { NoManagerError } from "../../../docker/client/first-manager";
import { EngineError, isEngineError } from "../../../docker/client/engine-error";
import type { EngineNode, SwarmMembership } from "../../../docker/client/swarm-membership";
import { FORGET_HOSTS, hostFate } from "../../../docker/connection/lost-host";
import type { Call } from "../../../runtime/resource";
import type { Fleet } from "../../client/fleet";
import { until } from "../../wait/until";
import { leaveSwarm } from "./leave-swarm";
import { inTurn, managerBeside, oneDrain, swarmHost, type SwarmHost } from "./managers";
import { drain } from "./node-drain";
import { HOST_LABEL, hostOf, type NodeInputs } from "./node-inputs";
import { refuseLoss } from "./node-quorum";
import { specifyNode } from "./specify-node";

/** Seconds in which a manager becomes a worker. */
const DEMOTED = 60;
/** Seconds in which the managers notice that a node is gone, beyond three times the heartbeat. */
const NOTICED = 45;

type RemoveCall = Pick<Call, "urn" | "log" | "signal">;

/** Drains a node, and takes it out of its swarm. One whose host is gone is taken out by the managers alone. */
export async function removeNode(
  id: string,
  inputs: NodeInputs,
  call: RemoveCall,
  fleet: Fleet,
): Promise<void> {
  const own = swarmHost(fleet, inputs.connection);
  const present = hostFate(own.host.endpoint).forgotten ? "forgotten" : await presence(own, id);
  let membership: SwarmMembership;
  let found: EngineNode;
  try {
    ({ membership } = await managerBeside(fleet, inputs.managers, inputs.swarm, own));
    found = await membership.node(id);
  } catch (error) {
    const gone =
      isEngineError(error, "notFound") ||
      (error instanceof NoManagerError && error.all("inactive", "foreign", "noManager"));
    if (!gone) throw error;
    // Nobody knows the node any more but itself.
    if (present === "in") await leaveSwarm(own, id, call);
    return;
  }
  // The same node, by another way to its host, is another resource's now.
  if (found.Spec.Labels?.[HOST_LABEL] !== hostOf(inputs.connection)) return;
  const where = `${found.Description.Hostname} (${own.host.where})`;
  if (await isLast(membership, found)) {
    call.log.status("leaving; the swarm ends with its last node");
    if (present === "in") await leaveSwarm(own, id, call);
    return;
  }
  await inTurn(inputs.swarm, () =>
    found.Spec.Role === "manager" ? refuseLoss(membership, id, where) : Promise.resolve(),
  );
  if (present === "away") found = await untilDown(membership, id, where, call);
  const isThere = present === "in";
  const seconds = inputs.drainTimeoutSeconds;
  // A service whose tasks are all on nodes that go would be down while they all move at once.
  await oneDrain(inputs.swarm, () => drain(membership, { id, where, isThere, seconds }, call));
  await inTurn(inputs.swarm, async () => {
    await demote(membership, id, where, call);
    if (present === "in") {
      call.log.status("leaving the swarm");
      await leaveSwarm(own, id, call);
    }
    await remove(membership, id);
  });
}

/** Takes out a node that is down: what it ran, the managers have started elsewhere. */
export async function takeOut(
  membership: SwarmMembership,
  id: string,
  call: RemoveCall,
): Promise<void> {
  await demote(membership, id, id, call);
  await remove(membership, id);
}

/** How the host stands to this node: `in` it, `out` of it, or `away`, where it can't be asked. */
async function presence({ membership }: SwarmHost, id: string): Promise<"in" | "out" | "away"> {
  try {
    const { LocalNodeState, NodeID } = await membership.own();
    // A locked engine doesn't say which node it is.
    if (LocalNodeState === "locked") return "in";
    return NodeID === id ? "in" : "out";
  } catch (error) {
    if (!isEngineError(error) || error.status !== undefined) throw error;
    return "away";
  }
}

async function isLast(membership: SwarmMembership, { ID }: EngineNode): Promise<boolean> {
  const nodes = await membership.nodes();
  return !nodes.some((each) => each.ID !== ID && each.Status.State !== "down");
}

/** Waits until the managers have noticed that the node is gone too. */
async function untilDown(
  membership: SwarmMembership,
  id: string,
  where: string,
  { urn, log, signal }: RemoveCall,
): Promise<EngineNode> {
  const { Spec } = await membership.swarm();
  const seconds = NOTICED + (3 * (Spec.Dispatcher?.HeartbeatPeriod ?? 5e9)) / 1e9;
  log.status("the host doesn't answer: waiting for the managers to miss it too");
  try {
    return await until<EngineNode>({
      seconds,
      signal,
      look: async () => {
        const found = await membership.node(id);
        return found.Status.State === "ready" ? undefined : found;
      },
      late: () => "",
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new EngineError(
      "unreachable",
      `${where} can't be reached from here, but the swarm's managers do reach it: mend the way to it and run the update again; to go on without this host, add --exclude '${urn}', or, where it is gone for good, run once with ${FORGET_HOSTS} naming it`,
      { cause: error },
    );
  }
}

/** Makes a manager a worker; returns when it is none of the managers' raft any more. */
async function demote(
  membership: SwarmMembership,
  id: string,
  where: string,
  { log, signal }: RemoveCall,
): Promise<void> {
  const { Spec, ManagerStatus } = await membership.node(id);
  // One that never got into the raft can be removed, but not demoted.
  if (Spec.Role !== "manager" || !ManagerStatus) return;
  await refuseLoss(membership, id, where);
  log.status("making it a worker");
  await specifyNode(membership, id, { Role: "worker" });
  await until({
    seconds: DEMOTED,
    signal,
    look: async () => ((await membership.node(id)).ManagerStatus ? undefined : true),
    late: () =>
      `${where} is still a manager ${DEMOTED} s after it was made a worker: see \`docker node ls\` on ${membership.where}`,
  });
}

/** By force: the managers need some seconds to see that a node has left. */
async function remove(membership: SwarmMembership, id: string): Promise<void> {
  try {
    await membership.removeNode(id, true);
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
  }
}
