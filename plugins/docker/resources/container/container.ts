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
import { checkProperties } from "../../check/rule";
import { isEngineError } from "../../client/engine-error";
import type { DockerContext } from "../../context";
import { CONTAINER_RULES } from "./container-checks";
import { createContainer } from "./container-create";
import { crossChecks } from "./container-cross-checks";
import { diffContainer } from "./container-diff";
import { foundInputs } from "./container-found";
import type { ContainerInputs } from "./container-inputs";
import { containerState, previewState } from "./container-state";
import { updateContainer } from "./container-update";
import { stopAndRemove } from "./stop-and-remove";

/** `docker.Container`. */
export const container: Resource<DockerContext> = {
  check(call: CheckCall, { ledger }: DockerContext) {
    ledger.rememberInState(call.urn, call.oldInputs?.["name"]);
    const inputs: Props = { ...call.inputs };
    inputs["name"] ??= call.autoname("name");
    const failures: CheckFailure[] = [];
    checkProperties(inputs, CONTAINER_RULES, ["image", "name"], "", (each) => failures.push(each));
    if (failures.length === 0) failures.push(...crossChecks(inputs as Partial<ContainerInputs>));
    return { inputs, failures };
  },

  diff(call: DiffCall) {
    return diffContainer(call);
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    if (call.preview) return { id: "", state: previewState(call.inputs) };
    return context.ledger.inTurn(call.urn, () => createContainer(call, context));
  },

  async update(call: UpdateCall, context: DockerContext): Promise<Live> {
    if (call.preview) return { id: call.id, state: { ...call.oldState, ...call.inputs } };
    return updateContainer(call, context);
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    const engine = await context.engine();
    try {
      const found = await engine.inspectContainer(call.id);
      const image = await engine.inspectImage(found.Image).catch(() => undefined);
      const inputs = foundInputs(found, image, call.oldInputs);
      return {
        id: found.Id,
        inputs,
        state: containerState(inputs as unknown as ContainerInputs, found),
      };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      throw error;
    }
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    const { ledger } = context;
    await ledger.inTurn(call.urn, async () => {
      const engine = await context.engine();
      const name = call.oldState["name"];
      if (ledger.isAdoptedByAnother(call.id, name)) return;
      try {
        // An earlier, interrupted run may have adopted it: it then bears the name that the live one has in state.
        const found = (await engine.inspectContainer(call.id)).Name.slice(1);
        if (found !== name && found === ledger.nameInStateOf(call.urn)) return;
      } catch (error) {
        if (isEngineError(error, "notFound")) return;
        throw error;
      }
      await stopAndRemove(engine, call.id, call.oldInputs as Partial<ContainerInputs>, call);
    });
  },
};
