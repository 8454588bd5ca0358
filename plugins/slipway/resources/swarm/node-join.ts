import { firstManager } from "../../../docker/client/first-manager";
import { isEngineError } from "../../../docker/client/engine-error";
import type { SwarmMembership } from "../../../docker/client/swarm-membership";
import type { Call } from "../../../runtime/resource";
import type { Fleet } from "../../client/fleet";
import { until } from "../../wait/until";
import { inTurn, managerBeside, managerHosts, swarmHost } from "./managers";
import type { NodeInputs } from "./node-inputs";
import { takeOut } from "./node-remove";
import { isOwn } from "./swarm-settings";

/** Seconds in which a host joins. */
const JOINED = 60;
const LISTEN = "0.0.0.0:2377";

type JoinCall = Pick<Call, "urn" | "log" | "signal">;

/** Lets the host join, where it hasn't yet. Resolves with the node's id. */
export async function joinSwarm(inputs: NodeInputs, call: JoinCall, fleet: Fleet): Promise<string> {
  const { host, membership } = swarmHost(fleet, inputs.connection);
  const { where } = host;
  const { LocalNodeState: state, NodeID, Error: problem } = await membership.own();
  const manager = await firstManager(managerHosts(fleet, inputs.managers), inputs.swarm);
  if (state !== "inactive") {
    if (await knows(manager.membership, NodeID)) return NodeID;
    const why = problem === "" ? "" : ` (${problem})`;
    throw new Error(
      `${where} can't join the swarm: it is in another one already, as a node that is "${state}"${why}; run \`docker swarm leave --force\` there if it isn't needed`,
    );
  }
  const work = () => join(inputs, manager.membership, membership, call);
  return inputs.role === "manager" ? await inTurn(inputs.swarm, work) : await work();
}

/** Takes out the nodes that this resource's host was before it was made anew, or left by itself. */
export async function removeFormer(
  id: string,
  inputs: NodeInputs,
  call: JoinCall,
  fleet: Fleet,
): Promise<void> {
  const own = swarmHost(fleet, inputs.connection);
  const { membership } = await managerBeside(fleet, inputs.managers, inputs.swarm, own);
  for (const each of await membership.nodes()) {
    if (each.ID === id || each.Status.State !== "down" || !isOwn(each.Spec.Labels, call.urn))
      continue;
    call.log.info(`taking out ${each.ID}, which ${each.Description.Hostname} was before`);
    await inTurn(inputs.swarm, () => takeOut(membership, each.ID, call));
  }
}

/** Lets a host join that is in no swarm. Resolves with the node's id. */
export async function join(
  inputs: NodeInputs,
  manager: SwarmMembership,
  own: SwarmMembership,
  { log, signal }: JoinCall,
): Promise<string> {
  const { where } = own;
  const remoteAddrs = inputs.remoteAddrs ?? (await managerAddresses(manager));
  log.status(`joining by way of ${remoteAddrs.join(", ")}`);
  const { JoinTokens } = await manager.swarm();
  const { listenAddr = LISTEN, advertiseAddr, dataPathAddr } = inputs;
  try {
    await own.join({
      ListenAddr: listenAddr,
      ...(advertiseAddr !== undefined && { AdvertiseAddr: advertiseAddr }),
      ...(dataPathAddr !== undefined && { DataPathAddr: dataPathAddr }),
      // It takes no tasks before it has its labels.
      Availability: "pause",
      RemoteAddrs: remoteAddrs,
      JoinToken: inputs.role === "manager" ? JoinTokens.Manager : JoinTokens.Worker,
    });
  } catch (error) {
    // The engine goes on in the background where the time it gives itself was too short.
    const goesOn =
      isEngineError(error) &&
      error.status !== undefined &&
      (await own.own()).LocalNodeState === "pending";
    if (!goesOn) throw error;
  }
  let last = "";
  try {
    return await until({
      seconds: JOINED,
      signal,
      look: async () => {
        const { LocalNodeState, NodeID, Error: problem } = await own.own();
        last = problem;
        return LocalNodeState === "active" && NodeID !== "" ? NodeID : undefined;
      },
      late: () =>
        `${where} hasn't joined the swarm within ${JOINED} s${last === "" ? "" : ` (${last})`}: it must reach a manager at ${remoteAddrs.join(" or ")} (TCP); where that isn't its address as this host sees it, say so by \`remoteAddrs\``,
    });
  } catch (error) {
    // Otherwise the engine would try for ever.
    await own.leave(true).catch(() => undefined);
    throw error;
  }
}

/** Where managers take in nodes, as they know each other; those that answer come first. */
async function managerAddresses(manager: SwarmMembership): Promise<string[]> {
  const found = (await manager.nodes()).flatMap(({ ManagerStatus }) => ManagerStatus ?? []);
  const isAway = (status: { Reachability: string }) => Number(status.Reachability !== "reachable");
  return found.sort((a, b) => isAway(a) - isAway(b)).map(({ Addr }) => Addr);
}

async function knows(manager: SwarmMembership, id: string): Promise<boolean> {
  if (id === "") return false;
  try {
    await manager.node(id);
    return true;
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
    return false;
  }
}
