import type { DiffRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { takeDefaults } from "../defaults-key";
import { diffResponse, replacementCause } from "../diff-response";
import { resetIgnored } from "../ignore-changes";
import type { ProviderInstance } from "../provider-instance";
import type { DiffResult, Resource } from "../resource";
import type { Split } from "../wire/struct-fields";

/** Says what an update would change. */
export async function diff<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<DiffRequest, "olds" | "news" | "oldInputs">,
): Promise<Uint8Array> {
  const resource = instance.resource(scope.type);
  const oldState = scope.read(structs.olds);
  const { inputs: oldInputs } = takeDefaults(scope.read(structs.oldInputs));
  const ignoreChanges = message.getIgnorechangesList();
  const news = takeDefaults(scope.read(structs.news));
  const inputs = resetIgnored(news.inputs, oldInputs, ignoreChanges);
  const id = message.getId();
  const result = inPlaceOrReplace(
    resource,
    resource.diff(
      {
        ...scope.call(),
        id,
        oldInputs,
        oldState,
        inputs,
        ignoreChanges,
        autonamed: news.defaults ?? [],
      },
      instance.context,
    ),
  );
  const cause = replacementCause(result);
  if (cause !== undefined && instance.shownCauses.get(scope.urn) !== cause) {
    instance.shownCauses.set(scope.urn, cause);
    scope.log.info(cause);
  }
  return diffResponse(result, oldInputs, inputs).serializeBinary();
}

/** What can't update must be replaced, whatever changes. */
function inPlaceOrReplace<C>(resource: Resource<C>, result: DiffResult): DiffResult {
  if (resource.update !== undefined) return result;
  return { ...result, changes: result.changes.map((change) => ({ ...change, replace: true })) };
}
