import { ReadResponse, type ReadRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { keepDefaults, takeDefaults } from "../defaults-key";
import { markSecrets } from "../mark-secrets";
import type { ProviderInstance } from "../provider-instance";
import { SecretRecord } from "../secret-record";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { writeStruct } from "../wire/struct-writer";
import { liveAnswer } from "./live-answer";

/** Finds out what there is: for refresh, import and `Type.get`. */
export async function read<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<ReadRequest, "properties" | "inputs">,
): Promise<Buffer> {
  const resource = instance.resource(scope.type);
  const inputSecrets = new SecretRecord();
  const stateSecrets = new SecretRecord();
  const old = takeDefaults(scope.read(structs.inputs, inputSecrets));
  const state = scope.read(structs.properties, stateSecrets);
  const id = message.getId();
  const found = await resource.read(
    {
      ...scope.call(),
      id,
      oldInputs: structs.inputs === undefined ? undefined : old.inputs,
      oldState: Object.keys(state).length === 0 ? undefined : state,
    },
    instance.context,
  );
  if (found === undefined) return messages.readResponse.join(new ReadResponse(), {});
  const always = [...(resource.secretOutputs ?? []), ...(resource.secretInputs ?? [])];
  const words = scope.secretWords();
  // What someone changed by hand in a secret property is as secret as what was there before.
  const inputs = markSecrets(found.inputs, { inputs: inputSecrets.marks, always, words });
  const properties = writeStruct(
    markSecrets(found.state, {
      inputs: [...stateSecrets.marks, ...inputSecrets.marks],
      always,
      words,
    }),
    { unknowns: false },
  );
  const inputBytes = writeStruct(keepDefaults(inputs, old.inputs, old.defaults), {
    unknowns: false,
  });
  const bytes = { properties, inputs: inputBytes };
  return liveAnswer(scope, found, bytes, () =>
    messages.readResponse.join(new ReadResponse().setId(found.id || id), bytes),
  );
}
