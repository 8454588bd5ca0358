import { NoManagerError } from "../../../docker/client/first-manager";
import { isEngineError } from "../../../docker/client/engine-error";
import type { EngineNode } from "../../../docker/client/swarm-membership";
import { forgottenHost, hostFate } from "../../../docker/connection/lost-host";
import { resolveIdentity } from "../../../docker/connection/resolve-endpoint";
import { changedProperties, changesBetween } from "../../../docker/diff/treatment";
import {
  UNKNOWN,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  type DiffResult,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  type UpdateCall,
} from "../../../runtime/resource";
import type { Connection, Fleet } from "../../client/fleet";
import { managerBeside, swarmHost } from "./managers";
import { importedNode } from "./node-import";
import { foundInputs, nodeState } from "./node-found";
import { ADDRESSES, checkNode, NODE_TABLE, staysOn, type NodeInputs } from "./node-inputs";
import { joinSwarm, removeFormer } from "./node-join";
import { removeNode } from "./node-remove";
import { settle } from "./node-settle";

/** What the swarm itself knows of a node. */
const SEEN = ["role", "availability", "labels"] as const;

/** `slipway:swarm:Node`: that a host is in a swarm, and as what. */
export const node: Resource<Fleet> = {
  secretInputs: ["connection.keyMaterial", "managers[*].connection.keyMaterial"],

  check: checkNode,

  diff({ oldInputs, inputs }: DiffCall): DiffResult {
    const changes = changesBetween(NODE_TABLE, oldInputs, inputs);
    const moves =
      staysOn(oldInputs["connection"], inputs["connection"]) &&
      changes.some(({ path, replace }) => replace && ADDRESSES.some((a) => a === path));
    return moves
      ? { changes, deleteBeforeReplace: { cause: "a host is in a swarm only once" } }
      : { changes };
  },

  async create(call: CreateCall, fleet: Fleet): Promise<Live> {
    if (call.preview)
      return {
        id: "",
        state: { ...call.inputs, nodeId: UNKNOWN, hostname: UNKNOWN, address: UNKNOWN },
      };
    const inputs = nodeInputs(call.inputs);
    const fate = hostFate(resolveIdentity(inputs.connection ?? {}));
    if (fate.forgotten) throw forgottenHost(fate);
    const id = await joinSwarm(inputs, call, fleet);
    const found = await settle(id, inputs, call, fleet);
    await removeFormer(found.ID, inputs, call, fleet);
    return { id: found.ID, state: nodeState(call.inputs, found) };
  },

  async update(call: UpdateCall, fleet: Fleet): Promise<Live> {
    if (call.preview) return { id: call.id, state: { ...call.oldState, ...call.inputs } };
    const changed = changedProperties(NODE_TABLE, call.oldInputs, call.inputs);
    // How a node is spoken of is no reason to wait for one that is down.
    if (!SEEN.some((name) => changed.has(name)))
      return { id: call.id, state: { ...call.oldState, ...call.inputs } };
    const found = await settle(nodeId(call), nodeInputs(call.inputs), call, fleet);
    return { id: call.id, state: nodeState(call.inputs, found) };
  },

  async read(call: ReadCall, fleet: Fleet): Promise<Read | undefined> {
    if (call.oldInputs === undefined || call.oldState === undefined) {
      const { id, inputs, found } = await importedNode(call, fleet);
      return { id, inputs, state: nodeState(inputs, found) };
    }
    const inputs = nodeInputs(call.oldInputs);
    const own = swarmHost(fleet, inputs.connection);
    try {
      const { membership } = await managerBeside(fleet, inputs.managers, inputs.swarm, own);
      const found = await membership.node(nodeId(call));
      if (found.Status.State !== "ready" && (await hasLeft(own, found))) return undefined;
      if (found.Status.State !== "ready")
        call.log.warn(
          `${found.Description.Hostname} (${own.host.where}) is ${found.Status.State} in its swarm${found.Status.Message ? ` (${found.Status.Message})` : ""}`,
        );
      const now = { ...call.oldInputs, ...foundInputs(found) };
      return { id: found.ID, inputs: now, state: nodeState(now, found) };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      if (!(error instanceof NoManagerError)) throw error;
      // With the swarm, its nodes are gone. Where managers are locked, the swarm says so.
      if (error.all("inactive", "foreign")) return undefined;
      if (!error.hosts.some(({ kind }) => kind === "locked")) throw error;
      return { id: call.id, inputs: call.oldInputs, state: call.oldState };
    }
  },

  async delete(call: DeleteCall, fleet: Fleet): Promise<void> {
    await removeNode(nodeId(call), nodeInputs(call.oldState), call, fleet);
  },
};

/** True where the host itself says that it is no such node any more. One that can't be asked has left nothing. */
async function hasLeft(
  { host, membership }: ReturnType<typeof swarmHost>,
  { ID }: EngineNode,
): Promise<boolean> {
  if (hostFate(host.endpoint).forgotten) return false;
  try {
    const { LocalNodeState, NodeID } = await membership.own();
    return LocalNodeState === "inactive" || (LocalNodeState === "active" && NodeID !== ID);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return false;
  }
}

/** A node that joined anew has another id than its resource, until that is read again. */
function nodeId({ id, oldState }: Pick<ReadCall, "id" | "oldState">): string {
  return (oldState?.["nodeId"] as string | undefined) ?? id;
}

function nodeInputs(inputs: Props): NodeInputs {
  return inputs as unknown as NodeInputs & { connection?: Connection };
}
