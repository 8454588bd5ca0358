import { UpdateResponse, type UpdateRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { takeDefaults } from "../defaults-key";
import { resetIgnored } from "../ignore-changes";
import { markSecrets } from "../mark-secrets";
import { refuseNotMade } from "../not-made";
import type { ProviderInstance } from "../provider-instance";
import type { Live, Resource, UpdateCall } from "../resource";
import { SecretRecord } from "../secret-record";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { writeStruct } from "../wire/struct-writer";
import { liveAnswer } from "./live-answer";

/** Changes a resource in place, or, in preview, says what it would look like. */
export async function update<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<UpdateRequest, "olds" | "news" | "oldInputs">,
): Promise<Buffer> {
  refuseNotMade(structs.news, scope.what);
  const resource = instance.resource(scope.type);
  const newSecrets = new SecretRecord();
  const oldSecrets = new SecretRecord();
  const news = takeDefaults(scope.read(structs.news, newSecrets));
  const oldState = scope.read(structs.olds, oldSecrets);
  const { inputs: oldInputs } = takeDefaults(scope.read(structs.oldInputs, oldSecrets));
  const inputs = resetIgnored(news.inputs, oldInputs, message.getIgnorechangesList());
  const id = message.getId();
  const preview = message.getPreview();
  scope.setTimeout("update", message.getTimeout());
  const call = { ...scope.call(), id, oldInputs, oldState, inputs, preview };
  const live = await (resource.update === undefined
    ? lookAgain(instance, resource, call)
    : resource.update(call, instance.context));
  const state = markSecrets(live.state, {
    inputs: newSecrets.marks,
    olds: oldSecrets.marks,
    always: resource.secretOutputs ?? [],
    words: scope.secretWords(),
  });
  const properties = writeStruct(state, { unknowns: preview });
  return liveAnswer(scope, { ...live, id: live.id || id }, { properties }, () =>
    messages.updateResponse.join(new UpdateResponse(), { properties }),
  );
}

/**
 * What has no update is replaced whenever something changes; it is only asked for an update when it never became
 * ready, and then all that can be done is to see whether it has by now.
 */
async function lookAgain<C>(
  instance: ProviderInstance<C>,
  resource: Resource<C>,
  { preview, inputs: _, ...call }: UpdateCall,
): Promise<Live> {
  const { id, oldState } = call;
  if (preview) return { id, state: oldState };
  const found = await resource.read(call, instance.context);
  if (found === undefined)
    throw new Error(`${call.type} '${call.name}' is gone: run pulumi refresh, then pulumi up`);
  return found;
}
