import type { ProviderInstance } from "../provider-instance";
import type { CallScope } from "../call-scope";
import { unaryCall, type UnaryCall } from "../unary-call";
import { messages } from "../wire/messages";
import type { Split } from "../wire/struct-fields";
import { check } from "./check";
import { checkConfig } from "./check-config";
import { configure } from "./configure";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { diffConfig } from "./diff-config";
import { invoke } from "./invoke";
import { read } from "./read";
import { update } from "./update";

interface About {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

/** The calls that carry property bags. */
export function resourceCalls<C>(): Record<string, UnaryCall<C>> {
  return {
    check: about(messages.checkRequest, check),
    diff: about(messages.diffRequest, diff),
    create: about(messages.createRequest, create),
    read: about(messages.readRequest, read),
    update: about(messages.updateRequest, update),
    delete: about(messages.deleteRequest, remove),
    checkConfig: about(messages.checkRequest, checkConfig),
    diffConfig: about(messages.diffRequest, diffConfig),
    configure: unaryCall({
      parse: messages.configureRequest.split,
      begin: (instance: ProviderInstance<C>) =>
        instance.begin("", `configuration of ${instance.definition.name}`),
      run: configure,
    }),
    invoke: unaryCall({
      parse: messages.invokeRequest.split,
      begin: (instance: ProviderInstance<C>, { message }) => instance.begin("", message.getTok()),
      run: invoke,
    }),
  };
}

function about<C, M extends About, F extends string>(
  fields: { split(bytes: Uint8Array): Split<M, F> },
  run: (
    instance: ProviderInstance<C>,
    scope: CallScope,
    request: Split<M, F>,
  ) => Uint8Array | Promise<Uint8Array>,
): UnaryCall<C> {
  return unaryCall({
    parse: fields.split,
    begin: (instance: ProviderInstance<C>, { message }: Split<M, F>) => instance.beginFor(message),
    run,
  });
}
