import { InvokeResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { UnknownToken } from "../errors";
import { markSecrets } from "../mark-secrets";
import type { ProviderInstance } from "../provider-instance";
import { SecretRecord } from "../secret-record";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { writeStruct } from "../wire/struct-writer";

/** Runs a function (data source). */
export async function invoke<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<InvokeRequest, "args">,
): Promise<Buffer> {
  const { definition } = instance;
  const functions = definition.functions ?? {};
  const token = message.getTok();
  const run = Object.hasOwn(functions, token) ? functions[token] : undefined;
  if (run === undefined)
    throw new UnknownToken(definition.name, "function", token, definition.hint?.(token));
  const secrets = new SecretRecord();
  const args = scope.read(structs.args, secrets);
  const { log, signal } = scope;
  const result = await run.invoke({ token, args, log, signal }, instance.context);
  const marked = markSecrets(result, { inputs: secrets.marks, words: scope.secretWords() });
  return messages.invokeResponse.join(new InvokeResponse(), {
    result: writeStruct(marked, { unknowns: false }),
  });
}
