import type { EngineNode, SwarmMembership } from "../../../docker/client/swarm-membership";
import { isEngineError } from "../../../docker/client/engine-error";
import type { Call } from "../../../runtime/resource";
import type { Fleet } from "../../client/fleet";
import { until } from "../../wait/until";
import { inTurn, managerBeside, swarmHost } from "./managers";
import { HOST_LABEL, hostOf, type NodeInputs } from "./node-inputs";
import { refuseLoss } from "./node-quorum";
import { promotionWatch, rejoin } from "./node-rejoin";
import { specifyNode } from "./specify-node";
import { ownLabels } from "./swarm-settings";

/** Seconds in which a node is seen as what it was made: one that was demoted just before takes 35 until it knows. */
const READY = 120;

type SettleCall = Pick<Call, "urn" | "log" | "signal">;

interface Settling {
  inputs: NodeInputs;
  /** For messages. */
  where: string;
  isStuck?: (() => Promise<string | undefined>) | undefined;
}

/** Makes a node what the inputs say, and waits until it is. Resolves with another node where it had to join anew. */
export async function settle(
  id: string,
  inputs: NodeInputs,
  call: SettleCall,
  fleet: Fleet,
): Promise<EngineNode> {
  const own = swarmHost(fleet, inputs.connection);
  const { membership } = await managerBeside(fleet, inputs.managers, inputs.swarm, own);
  const found = await seen(membership, id, own.host.where);
  const where = `${found.Description.Hostname} (${own.host.where})`;
  const isRoleChange = found.Spec.Role !== inputs.role;
  const change = async () => {
    if (isRoleChange && inputs.role === "worker") await refuseLoss(membership, id, where);
    if (isRoleChange) call.log.status(`making ${where} a ${inputs.role}`);
    await specify(membership, id, inputs, call);
    const isStuck = inputs.role === "manager" ? promotionWatch(own) : undefined;
    const now = await untilReady(membership, id, { inputs, where, isStuck }, call);
    if (!("stuck" in now)) return now;
    call.log.warn(
      `${where} can't become a manager as the node that it is (${now.stuck}): it leaves the swarm and joins anew`,
    );
    const anew = await rejoin(membership, found, inputs, call, fleet);
    await specify(membership, anew, inputs, call);
    return (await untilReady(membership, anew, { inputs, where }, call)) as EngineNode;
  };
  return isRoleChange || inputs.role === "manager"
    ? await inTurn(inputs.swarm, change)
    : await change();
}

async function specify(
  membership: SwarmMembership,
  id: string,
  { role, availability, labels, connection }: NodeInputs,
  { urn }: SettleCall,
): Promise<void> {
  await specifyNode(membership, id, {
    Role: role,
    Availability: availability,
    Labels: { ...labels, ...ownLabels(urn), [HOST_LABEL]: hostOf(connection) },
  });
}

/** Waits until the node is as wanted, or, where `isStuck` is asked, until that says why it never will be. */
async function untilReady(
  membership: SwarmMembership,
  id: string,
  { inputs, where, isStuck }: Settling,
  { signal }: SettleCall,
): Promise<EngineNode | { stuck: string }> {
  return await until<EngineNode | { stuck: string }>({
    seconds: READY,
    signal,
    look: async () => {
      const now = await membership.node(id);
      if (isAsWanted(now, inputs)) return now;
      const stuck = await isStuck?.();
      return stuck === undefined ? undefined : { stuck };
    },
    late: () =>
      `${where} isn't a ${inputs.role} that is ready within ${READY} s: see \`docker node ls\` on ${membership.where}, and the log of its engine; the managers must reach it on port 2377, and all nodes each other on port 7946 (TCP and UDP) and 4789 (UDP)`,
  });
}

async function seen(membership: SwarmMembership, id: string, where: string): Promise<EngineNode> {
  try {
    return await membership.node(id);
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
    throw new Error(
      `${where} is no node of the swarm any more: run \`pulumi refresh\` and then \`pulumi up\`, which lets it join anew`,
      { cause: error },
    );
  }
}

/** The managers' raft may take its time to follow what was specified. */
function isAsWanted({ Spec, Status, ManagerStatus }: EngineNode, { role }: NodeInputs): boolean {
  if (Status.State !== "ready" || Spec.Role !== role) return false;
  return role === "manager" ? ManagerStatus?.Reachability === "reachable" : !ManagerStatus;
}
