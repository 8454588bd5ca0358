import {
  OWNER_LABEL,
  PREVIOUS_LABEL,
  SPEC_LABEL,
  URN_LABEL,
} from "../../../../model/docker-labels";
import type { Call, CreateCall } from "../../../runtime/resource";
import type { EngineSwarmObject } from "../../client/swarm-types";
import type { DockerContext } from "../../context";
import { ownLabels } from "../../ownership/own-labels";
import { labelMap, type LabelList } from "../labels";

type Labels = Record<string, string>;
type Labelled = EngineSwarmObject<{ Name: string; Labels?: Labels | null }>;

/**
 * Services, secrets or configs of this resource that an interrupted run made and state doesn't know, newest first.
 * See ownership/left-behind.ts.
 */
export async function leftBehindInSwarm<T extends Labelled>(
  list: (filters: { label: string[] }) => Promise<T[]>,
  call: Pick<Call, "urn">,
  { owner, ledger }: DockerContext,
): Promise<T[]> {
  const found = await list({ label: [`${URN_LABEL}=${call.urn}`, `${OWNER_LABEL}=${owner}`] });
  const owned = found.map(({ ID, CreatedAt, Spec }) => ({
    id: ID,
    name: Spec.Name,
    urn: call.urn,
    spec: Spec.Labels?.[SPEC_LABEL],
    previous: Spec.Labels?.[PREVIOUS_LABEL],
    state: "",
    created: Date.parse(CreatedAt) / 1000,
  }));
  return ledger
    .notInState(owned, call.urn)
    .flatMap(({ id }) => found.find(({ ID }) => ID === id) ?? []);
}

/**
 * The user's labels and the plugin's own. `spec` is what makes the thing what it is; `found` are the labels of one
 * that is there already, which goes on knowing what it replaced.
 */
export function swarmLabels(
  call: Pick<CreateCall, "urn" | "secrets" | "inputs">,
  context: DockerContext,
  spec: unknown,
  found?: Labels | null,
): Labels {
  const inState = context.ledger.nameInStateOf(call.urn);
  const previous = found?.[PREVIOUS_LABEL] ?? (found === undefined ? inState : undefined);
  return {
    ...labelMap(call.inputs["labels"] as LabelList | undefined),
    ...ownLabels(call, context, spec),
    ...(previous !== undefined &&
      previous !== call.inputs["name"] && { [PREVIOUS_LABEL]: previous }),
  };
}
