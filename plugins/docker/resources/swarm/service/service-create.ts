import type { CreateCall, Live } from "../../../../runtime/resource";
import type { Engine } from "../../../client/engine";
import { isEngineError } from "../../../client/engine-error";
import type { EngineService } from "../../../client/swarm-types";
import type { DockerContext } from "../../../context";
import { leftBehindInSwarm } from "../left-behind-in-swarm";
import { changeService, makeService } from "./service-apply";
import { removeService } from "./service-delete";
import type { ServiceInputs } from "./service-inputs";
import { isGlobal } from "./service-table";

/** Makes the service, or takes on the one that an interrupted run has made. */
export async function createService(
  engine: Engine,
  call: CreateCall,
  context: DockerContext,
): Promise<Live> {
  const list = (filters: { label: string[] }) => engine.listServices(filters);
  const left = await leftBehindInSwarm(list, call, context);
  const taken = left.find((each) => canBecome(each, call));
  for (const { ID, Spec } of left) {
    if (ID === taken?.ID) continue;
    call.log.info(`removing ${Spec.Name}, left behind by an interrupted update`);
    await removeService(engine, ID, call.signal);
    context.ledger.rememberRemoved(ID);
  }
  if (taken !== undefined) {
    context.ledger.rememberTaken(taken.ID);
    return await changeService(engine, taken.ID, call, context);
  }
  try {
    return await makeService(engine, call, context);
  } catch (error) {
    if (!isEngineError(error, "conflict")) throw error;
    throw new Error(
      `there is a service ${String(call.inputs["name"])} already: choose another name, remove it, or import it`,
      { cause: error },
    );
  }
}

/** All but the name and the kind of mode can be changed. */
function canBecome({ Spec }: EngineService, { inputs }: CreateCall): boolean {
  const { name, mode } = inputs as Partial<ServiceInputs>;
  return Spec.Name === name && isGlobal(mode) === Boolean(Spec.Mode?.Global);
}
