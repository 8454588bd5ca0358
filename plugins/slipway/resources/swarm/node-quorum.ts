import { losesQuorum } from "../../../../model/swarm-quorum";
import type { EngineNode, SwarmMembership } from "../../../docker/client/swarm-membership";

/** Throws one sentence where the managers couldn't decide anything any more without this one. */
export async function refuseLoss(
  membership: SwarmMembership,
  id: string,
  where: string,
): Promise<void> {
  const managers = (await membership.nodes()).filter(({ ManagerStatus }) => ManagerStatus);
  if (!managers.some(({ ID }) => ID === id)) return;
  if (managers.length === 1)
    throw new Error(
      `${where} is the swarm's last manager: let another node become one first (in an \`up\` of its own), or take out the whole swarm`,
    );
  const members = managers.map((each) => ({ id: each.ID, reachable: isReachable(each) }));
  if (!losesQuorum(members, id)) return;
  const away = managers.filter((each) => each.ID !== id && !isReachable(each));
  throw new Error(
    `${where} can't stop being a manager now: without it the swarm would lose its quorum, as of the other managers ${away.map(({ Description }) => Description.Hostname).join(", ")} ${away.length > 1 ? "don't" : "doesn't"} answer; start them again, or take those out first`,
  );
}

function isReachable({ ManagerStatus }: EngineNode): boolean {
  return ManagerStatus?.Reachability === "reachable";
}
