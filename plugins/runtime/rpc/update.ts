import { UpdateResponse, type UpdateRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { takeDefaults } from "../defaults-key";
import { InternalError } from "../errors";
import { resetIgnored } from "../ignore-changes";
import { markSecrets } from "../mark-secrets";
import type { ProviderInstance } from "../provider-instance";
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
  if (resource.update === undefined) {
    // Asked for a resource that was made but never became ready; without an update there is nothing to wait for.
    throw new InternalError(instance.definition.name, `${scope.type} can't be updated in place`);
  }
  const live = await resource.update(call, instance.context);
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
