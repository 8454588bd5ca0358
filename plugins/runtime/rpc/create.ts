import { CreateResponse, type CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { takeDefaults } from "../defaults-key";
import { InternalError } from "../errors";
import { markSecrets } from "../mark-secrets";
import { refuseNotMade } from "../not-made";
import type { ProviderInstance } from "../provider-instance";
import { SecretRecord } from "../secret-record";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { writeStruct } from "../wire/struct-writer";
import { liveAnswer } from "./live-answer";

/** Makes a resource, or, in preview, says what it would look like. */
export async function create<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<CreateRequest, "properties">,
): Promise<Buffer> {
  refuseNotMade(structs.properties, scope.what);
  const resource = instance.resource(scope.type);
  const secrets = new SecretRecord();
  const { inputs, defaults } = takeDefaults(scope.read(structs.properties, secrets));
  const preview = message.getPreview();
  scope.setTimeout("create", message.getTimeout());
  const live = await resource.create(
    { ...scope.call(), inputs, preview, autonamed: defaults ?? [] },
    instance.context,
  );
  if (live.id === "" && !preview)
    throw new InternalError(instance.definition.name, `create of ${scope.what} gave no id`);
  const state = markSecrets(live.state, {
    inputs: secrets.marks,
    always: resource.secretOutputs ?? [],
    words: scope.secretWords(),
  });
  const properties = writeStruct(state, { unknowns: preview });
  return liveAnswer(scope, live, { properties }, () =>
    messages.createResponse.join(new CreateResponse().setId(live.id), { properties }),
  );
}
