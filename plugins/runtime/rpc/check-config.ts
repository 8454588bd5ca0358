import { CheckResponse, type CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { decodeConfig } from "../provider-config";
import type { ProviderInstance } from "../provider-instance";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { failureMessages } from "./check";

/** Validates the provider's own configuration; what is put in state is what the SDK sent. */
export function checkConfig<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { structs }: Split<CheckRequest, "olds" | "news">,
): Buffer {
  if (instance.definition.withoutConfig)
    return messages.checkResponse.join(new CheckResponse(), { inputs: Buffer.alloc(0) });
  const failures = instance.definition.checkConfig(decodeConfig(scope.read(structs.news)));
  const response = new CheckResponse().setFailuresList(failureMessages(scope, failures));
  return messages.checkResponse.join(response, { inputs: structs.news ?? Buffer.alloc(0) });
}
