import type { DeleteRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { takeDefaults } from "../defaults-key";
import type { ProviderInstance } from "../provider-instance";
import type { Split } from "../wire/struct-fields";

/** Removes a resource. */
export async function remove<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<DeleteRequest, "properties" | "oldInputs">,
): Promise<Uint8Array> {
  const resource = instance.resource(scope.type);
  const oldState = scope.read(structs.properties);
  const { inputs: oldInputs } = takeDefaults(scope.read(structs.oldInputs));
  scope.setTimeout("delete", message.getTimeout());
  const call = { ...scope.call(), id: message.getId(), oldInputs, oldState };
  await resource.delete(call, instance.context);
  return new Uint8Array();
}
