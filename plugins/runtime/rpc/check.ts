import {
  CheckFailure as FailureMessage,
  CheckRequest,
  CheckResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Autonames, type AutonamingMode } from "../autonames";
import type { CallScope } from "../call-scope";
import { failureText } from "../check-failure-text";
import { takeDefaults, withDefaults } from "../defaults-key";
import { markSecrets } from "../mark-secrets";
import { asSent } from "../not-made";
import { parsePath, valueAt } from "../property-path";
import type { ProviderInstance } from "../provider-instance";
import type { CheckFailure } from "../resource";
import { SecretRecord } from "../secret-record";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { writeStruct } from "../wire/struct-writer";

const MODES: Record<CheckRequest.AutonamingOptions.Mode, AutonamingMode> = {
  [CheckRequest.AutonamingOptions.Mode.PROPOSE]: "propose",
  [CheckRequest.AutonamingOptions.Mode.ENFORCE]: "enforce",
  [CheckRequest.AutonamingOptions.Mode.DISABLE]: "disable",
};

/** Validates a resource's inputs and fills in defaults. */
export async function check<C>(
  instance: ProviderInstance<C>,
  scope: CallScope,
  { message, structs }: Split<CheckRequest, "olds" | "news">,
): Promise<Buffer> {
  const resource = instance.resource(scope.type);
  const newSecrets = new SecretRecord();
  const oldSecrets = new SecretRecord();
  const { inputs } = takeDefaults(scope.read(structs.news, newSecrets));
  const old = takeDefaults(scope.read(structs.olds, oldSecrets));
  // The engine sends an empty map for a resource that is new.
  const oldInputs = Object.keys(old.inputs).length === 0 ? undefined : old.inputs;
  const autonaming = message.getAutonaming();
  const names = new Autonames({
    name: scope.name,
    urn: scope.urn,
    seed: message.getRandomseed_asU8(),
    ...(autonaming && {
      mode: MODES[autonaming.getMode()],
      proposed: autonaming.getProposedName(),
    }),
    ...(oldInputs && { oldInputs }),
    ...(old.defaults && { oldAutonamed: old.defaults }),
  });
  const call = {
    ...scope.call(),
    oldInputs,
    inputs,
    autoname: (property: string, options?: { maxLength?: number }) => names.name(property, options),
  };
  const result = await resource.check(call, instance.context);
  const marked = markSecrets(result.inputs, {
    inputs: newSecrets.marks,
    // What the user has written anew is as secret as they wrote it; only what comes from before stays as it was.
    olds: oldSecrets.marks.filter(({ path }) => valueAt(inputs, path) === undefined),
    always: resource.secretInputs ?? [],
    words: scope.secretWords(),
  });
  const response = new CheckResponse().setFailuresList(
    failureMessages(scope, [...result.failures, ...names.failures]),
  );
  const named = names.properties.filter((path) => valueAt(marked, parsePath(path)) !== undefined);
  return messages.checkResponse.join(response, {
    inputs: asSent(structs.news, writeStruct(withDefaults(marked, named))),
  });
}

/**
 * The engine prints a failure's property beside the value at that key of the inputs, which is `{<nil>}` for a nested
 * path and Go's notation for the rest. One sentence reads better, so the path goes into the reason.
 */
export function failureMessages(
  scope: CallScope,
  failures: readonly CheckFailure[],
): FailureMessage[] {
  return failures.map((failure) =>
    new FailureMessage().setReason(scope.mask(failureText(failure))),
  );
}
