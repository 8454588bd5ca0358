import type {
  CheckCall,
  CheckFailure,
  CreateCall,
  DeleteCall,
  DiffCall,
  Live,
  Props,
  Read,
  ReadCall,
  UpdateCall,
} from "../../../../runtime/resource";
import { checkProperties } from "../../../../runtime/check/rule";
import { isEngineError } from "../../../client/engine-error";
import type { DockerContext } from "../../../context";
import { onManager } from "../on-manager";
import { LONGEST_SERVICE_NAME } from "../swarm-names";
import { changeService, networkNames } from "./service-apply";
import { SERVICE_RULES } from "./service-checks";
import { createService } from "./service-create";
import { crossChecks, monitorWarning } from "./service-cross-checks";
import { deleteService } from "./service-delete";
import { diffService } from "./service-diff";
import { foundInputs } from "./service-found";
import { previewState, serviceState } from "./service-state";

/** `docker.Service`. */
export const service = onManager({
  secretInputs: ["auth.password"],

  check(call: CheckCall, { ledger }: DockerContext) {
    ledger.rememberInState(call.urn, call.oldInputs?.["name"]);
    const inputs: Props = { ...call.inputs };
    inputs["name"] ??= call.autoname("name", { maxLength: LONGEST_SERVICE_NAME });
    const failures: CheckFailure[] = [];
    checkProperties(inputs, SERVICE_RULES, ["name", "taskSpec"], "", (each) => failures.push(each));
    if (failures.length > 0) return { inputs, failures };
    const warning = monitorWarning(inputs);
    if (warning !== undefined) call.log.warn(warning);
    return { inputs, failures: crossChecks(inputs) };
  },

  diff: (call: DiffCall) => diffService(call),

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    if (call.preview) return { id: "", state: previewState(call.inputs) };
    return await createService(await context.engine(), call, context);
  },

  async update(call: UpdateCall, context: DockerContext): Promise<Live> {
    if (call.preview) return { id: call.id, state: { ...call.oldState, ...call.inputs } };
    return await changeService(await context.engine(), call.id, call, context);
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    const engine = await context.engine();
    try {
      const found = await engine.inspectService(call.id);
      const networks = await networkNames(engine);
      const inputs = foundInputs(found, networks, call.oldInputs);
      return { id: found.ID, inputs, state: serviceState(inputs, found, networks) };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      throw error;
    }
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    await deleteService(await context.engine(), call, context);
  },
});
