import { CheckResponse, type CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { markSecrets } from "../mark-secrets";
import { asSent } from "../not-made";
import { decodeConfig } from "../provider-config";
import type { ProviderInstance } from "../provider-instance";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { readStruct } from "../wire/struct-reader";
import { writeStruct } from "../wire/struct-writer";
import { failureMessages } from "./check";

/** Validates the provider's own configuration; what is put in state is what the SDK sent, its secrets marked. */
export function checkConfig<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { structs }: Split<CheckRequest, "olds" | "news">,
): Buffer {
  if (instance.definition.withoutConfig)
    return messages.checkResponse.join(new CheckResponse(), { inputs: Buffer.alloc(0) });
  const { secretConfig = [] } = instance.definition;
  const sent = structs.news ?? Buffer.alloc(0);
  const failures = instance.definition.checkConfig(decodeConfig(scope.read(structs.news)));
  const response = new CheckResponse().setFailuresList(failureMessages(scope, failures));
  const inputs =
    secretConfig.length === 0
      ? sent
      : asSent(sent, writeStruct(markSecrets(readStruct(sent), { always: secretConfig })));
  return messages.checkResponse.join(response, { inputs });
}
