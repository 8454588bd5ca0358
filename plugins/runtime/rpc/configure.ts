import { ConfigureResponse, type ConfigureRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { CallScope } from "../call-scope";
import { decodeConfig, secretStringsOf } from "../provider-config";
import type { ProviderInstance } from "../provider-instance";
import type { Props } from "../resource";
import { SecretRecord } from "../secret-record";
import type { Split } from "../wire/struct-fields";

/** Hands the provider its configuration. */
export async function configure<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<ConfigureRequest, "args">,
): Promise<Uint8Array> {
  const secrets = new SecretRecord();
  const sent =
    structs.args === undefined ? fromVariables(message) : scope.read(structs.args, secrets);
  const inputs = decodeConfig(sent);
  const secretStrings = secrets.marks.flatMap(({ path: [key], value }) => [
    ...secretStringsOf(value),
    ...(typeof value === "string" && key !== undefined ? secretStringsOf(inputs[key]) : []),
  ]);
  await instance.configure(instance.definition.withoutConfig ? {} : inputs, secretStrings);
  return new ConfigureResponse()
    .setAcceptsecrets(true)
    .setSupportspreview(true)
    .setAcceptresources(false)
    .setAcceptoutputs(true)
    .setSupportsAutonamingConfiguration(true)
    .serializeBinary();
}

/** As older engines send it: `docker:config:host`. */
function fromVariables(message: ConfigureRequest): Props {
  const inputs: Props = {};
  message.getVariablesMap().forEach((value, key) => {
    inputs[key.slice(key.lastIndexOf(":") + 1)] = value;
  });
  return inputs;
}
