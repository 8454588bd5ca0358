import {
  type CheckCall,
  type CheckFailure,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  type UpdateCall,
} from "../../../runtime/resource";
import { checkProperties } from "../../../runtime/check/rule";
import { leftBehindChanges, leftBehindNote, withoutNote } from "../../ownership/left-behind-note";
import { isEngineError } from "../../client/engine-error";
import type { DockerContext } from "../../context";
import { CONTAINER_RULES } from "./container-checks";
import { createContainer } from "./container-create";
import { crossChecks } from "./container-cross-checks";
import { diffContainer } from "./container-diff";
import { deleteContainer } from "./container-delete";
import type { ContainerInputs } from "./container-inputs";
import { containerState, previewState } from "./container-state";
import { importContainer } from "./import-container";
import { lookAgain } from "./look-again";
import { updateContainer } from "./container-update";

/** `docker.Container`. */
export const container: Resource<DockerContext> = {
  async check(call: CheckCall, context: DockerContext) {
    context.ledger.rememberInState(call.urn, call.oldInputs?.["name"]);
    const inputs: Props = { ...call.inputs };
    inputs["name"] ??= call.autoname("name");
    const failures: CheckFailure[] = [];
    checkProperties(inputs, CONTAINER_RULES, ["image", "name"], "", (each) => failures.push(each));
    if (failures.length === 0) failures.push(...crossChecks(inputs));
    if (failures.length === 0 && call.oldInputs !== undefined)
      Object.assign(inputs, await leftBehindNote(call, context));
    return { inputs, failures };
  },

  diff(call: DiffCall) {
    const result = diffContainer(call);
    return { ...result, changes: [...result.changes, ...leftBehindChanges(call.inputs)] };
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    if (call.preview) return { id: "", state: previewState(withoutNote(call.inputs)) };
    return context.ledger.inTurn(call.urn, () => createContainer(call, context));
  },

  async update(call: UpdateCall, context: DockerContext): Promise<Live> {
    if (call.preview)
      return { id: call.id, state: { ...call.oldState, ...withoutNote(call.inputs) } };
    return context.ledger.inTurn(call.urn, () => updateContainer(call, context));
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    const engine = await context.engine();
    try {
      const found = await engine.inspectContainer(call.id);
      if (call.oldInputs === undefined) return await importContainer(engine, found);
      const inputs = await lookAgain(engine, found, withoutNote(call.oldInputs));
      const logs = call.oldState?.["containerLogs"];
      const state = containerState(
        inputs as unknown as ContainerInputs,
        found,
        typeof logs === "string" ? logs : undefined,
      );
      return { id: found.Id, inputs, state };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      throw error;
    }
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    await context.ledger.inTurn(call.urn, () => deleteContainer(call, context));
  },
};
