import type { EngineNode } from "../../../docker/client/swarm-membership";
import type { Props } from "../../../runtime/resource";
import { OWN_LABELS } from "./node-inputs";

/** What of a node can be seen, in the words of the inputs. */
export function foundInputs({ Spec }: EngineNode): Props {
  const own: readonly string[] = OWN_LABELS;
  return {
    role: Spec.Role,
    availability: Spec.Availability,
    labels: Object.fromEntries(
      Object.entries(Spec.Labels ?? {}).filter(([label]) => !own.includes(label)),
    ),
  };
}

export function nodeState(inputs: Props, found: EngineNode): Props {
  const { ID, Description, Status, ManagerStatus } = found;
  // A manager's status may have 0.0.0.0 for itself.
  const address = ManagerStatus?.Addr.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return {
    ...inputs,
    nodeId: ID,
    hostname: Description.Hostname,
    address: address ?? Status.Addr ?? "",
  };
}
