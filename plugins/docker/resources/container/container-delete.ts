import type { DeleteCall } from "../../../runtime/resource";
import { isEngineError } from "../../client/engine-error";
import type { DockerContext } from "../../context";
import { removeLeftBehind } from "./container-finish";
import { stopAndRemove } from "./stop-and-remove";

/**
 * Drains and removes the container, and what interrupted runs left of it. A container that a newer incarnation has
 * taken on since is no longer meant.
 */
export async function deleteContainer(call: DeleteCall, context: DockerContext): Promise<void> {
  const { ledger, owner } = context;
  const name = call.oldState["name"];
  // Taken on as it is by this very update, under the same name.
  if (ledger.isTaken(call.id)) return;
  ledger.rememberUrnDeleted(call.urn);
  const engine = await context.engine();
  if (!ledger.isAdoptedByAnother(call.id, name)) {
    let found: string | undefined;
    try {
      found = (await engine.inspectContainer(call.id)).Name.slice(1);
    } catch (error) {
      if (!isEngineError(error, "notFound")) throw error;
    }
    // An earlier, interrupted run may have adopted it: it then bears the name that the live one has in state.
    const isNewer = found !== name && found === ledger.nameInStateOf(call.urn);
    if (found !== undefined && !isNewer) await stopAndRemove(engine, call.id, call.oldInputs, call);
    if (!isNewer) ledger.rememberRemoved(call.id);
  }
  // In an update, Check has named what is live before anything is deleted, so that is safe from this. In a destroy,
  // all of this URN goes.
  await removeLeftBehind(engine, await ledger.leftBehind(engine, owner, call.urn), call, context);
}
