import { firstManager } from "../../../docker/client/first-manager";
import type { EngineNode } from "../../../docker/client/swarm-membership";
import type { Props, ReadCall } from "../../../runtime/resource";
import type { Fleet } from "../../client/fleet";
import { swarmHost } from "./managers";
import { foundInputs } from "./node-found";
import { NODE_DEFAULTS } from "./node-inputs";

/**
 * A node by `NODE` or `NODE@HOST`: its id, and the way to its host where that isn't the engine which the docker CLI
 * would use. That engine must be a manager.
 */
export async function importedNode(
  { id: given }: Pick<ReadCall, "id">,
  fleet: Fleet,
): Promise<{ id: string; inputs: Props; found: EngineNode }> {
  const at = given.indexOf("@");
  const id = at < 0 ? given : given.slice(0, at);
  const { membership, swarm } = await firstManager([swarmHost(fleet, undefined)], undefined);
  const found = await membership.node(id);
  const inputs = {
    ...(at >= 0 && { connection: { host: given.slice(at + 1) } }),
    swarm: swarm.ID,
    managers: [{ name: "manager" }],
    drainTimeoutSeconds: NODE_DEFAULTS.drainTimeoutSeconds,
    ...foundInputs(found),
  };
  return { id, inputs, found };
}
