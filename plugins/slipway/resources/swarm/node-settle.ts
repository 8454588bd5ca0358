import type { EngineNode, SwarmMembership } from "../../../docker/client/swarm-membership";
import { isEngineError } from "../../../docker/client/engine-error";
import type { Call } from "../../../runtime/resource";
import type { Fleet } from "../../client/fleet";
import { until } from "../../wait/until";
import { inTurn, managerBeside, swarmHost } from "./managers";
import { HOST_LABEL, hostOf, type NodeInputs } from "./node-inputs";
import { refuseLoss } from "./node-quorum";
import { specifyNode } from "./specify-node";
import { ownLabels } from "./swarm-settings";

/** Seconds in which a node is seen as what it was made. */
const READY = 90;

/** Makes a node what the inputs say, and waits until it is. */
export async function settle(
  id: string,
  inputs: NodeInputs,
  call: Pick<Call, "urn" | "log" | "signal">,
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
    await specifyNode(membership, id, {
      Role: inputs.role,
      Availability: inputs.availability,
      Labels: {
        ...inputs.labels,
        ...ownLabels(call.urn),
        [HOST_LABEL]: hostOf(inputs.connection),
      },
    });
    return await until<EngineNode>({
      seconds: READY,
      signal: call.signal,
      look: async () => {
        const now = await membership.node(id);
        return isAsWanted(now, inputs) ? now : undefined;
      },
      late: () =>
        `${where} isn't a ${inputs.role} that is ready within ${READY} s: see \`docker node ls\` on ${membership.where}, and the log of its engine; the managers must reach it on port 2377, and all nodes each other on port 7946 (TCP and UDP) and 4789 (UDP)`,
    });
  };
  return isRoleChange || inputs.role === "manager"
    ? await inTurn(inputs.swarm, change)
    : await change();
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
