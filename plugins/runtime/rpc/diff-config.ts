import { DiffResponse, type DiffRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { diffResponse } from "../diff-response";
import { resetIgnored } from "../ignore-changes";
import { decodeConfig } from "../provider-config";
import type { ProviderInstance } from "../provider-instance";
import type { Split } from "../wire/struct-fields";

/** Says whether a change of configuration needs a new provider. */
export function diffConfig<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<DiffRequest, "olds" | "news" | "oldInputs">,
): Uint8Array {
  const { definition } = instance;
  // "Unknown" lets the engine compare by itself; nothing is replaced then.
  if (definition.diffConfig === undefined || definition.withoutConfig)
    return new DiffResponse().serializeBinary();
  const sentOld = scope.read(structs.oldInputs ?? structs.olds);
  const sentNew = resetIgnored(scope.read(structs.news), sentOld, message.getIgnorechangesList());
  const oldInputs = decodeConfig(sentOld);
  const inputs = decodeConfig(sentNew);
  const changes = definition.diffConfig(oldInputs, inputs);
  // The definition names only what matters; whether anything changed at all is the engine's to see.
  if (changes.length === 0) return new DiffResponse().serializeBinary();
  return diffResponse({ changes }, oldInputs, inputs).serializeBinary();
}
