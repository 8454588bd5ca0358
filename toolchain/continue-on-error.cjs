"use strict";
/**
 * Loaded before the program, for `pulumi up --continue-on-error`. There the engine skips what depends on something that
 * failed, and goes on with the rest. But three of its answers to what programs then say end the whole update:
 *
 * 1. A component that it skipped completes with its outputs: "whose registration isn't pending".
 * 2. An input isn't known, because what it comes from failed. The engine drops it before the plugin checks the inputs,
 *    and a check that misses one ends the update. Our plugins know a word of their own for such values (signatures.ts).
 * 3. A resource's provider was skipped: "unknown provider". Named as what it depends on instead, the resource is skipped.
 *
 * Nothing is done here before the first failure, nor in a preview.
 */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** No name, image, path or address is ever so. */
const NOT_MADE = "<unknown: what it comes from failed>";
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const OURS = /^(pulumi:providers:)?(docker|slipway)(:|$)/;

/** `resource_grpc_pb` of the SDK, changed. */
module.exports = function continuing(proto) {
  const { registerResource, registerResourceOutputs } = proto.ResourceMonitorClient.prototype;
  const notMade = new Set();

  Object.assign(proto.ResourceMonitorClient.prototype, {
    registerResource(request, ...rest) {
      const callback = rest.pop();
      if (notMade.size > 0) adapt(request);
      return registerResource.call(this, request, ...rest, (error, response) => {
        if (!error && response.getResult() !== 0 && !isPreview()) notMade.add(response.getUrn());
        callback(error, response);
      });
    },
    registerResourceOutputs(request, ...rest) {
      if (!notMade.has(request.getUrn()))
        return registerResourceOutputs.call(this, request, ...rest);
      rest.at(-1)(null);
    },
  });
  return proto;
};

function isPreview() {
  return process.env.PULUMI_NODEJS_DRY_RUN === "true";
}

function adapt(request) {
  const provider = request.getProvider();
  if (provider.endsWith(`::${UNKNOWN}`)) {
    request.addDependencies(provider.slice(0, -UNKNOWN.length - 2));
    request.setProvider("");
  }
  if (OURS.test(request.getType()) && request.getCustom())
    request.getObject()?.getFieldsMap().forEach(replaceUnknown);
}

/** In the message itself, so that what the SDK has written stays as it is. */
function replaceUnknown(value) {
  if (value.hasStringValue() && value.getStringValue() === UNKNOWN) value.setStringValue(NOT_MADE);
  else if (value.hasListValue()) value.getListValue().getValuesList().forEach(replaceUnknown);
  else if (value.hasStructValue()) {
    const fields = value.getStructValue().getFieldsMap();
    const isOutput = fields.get(SIGNATURE_KEY)?.getStringValue() === OUTPUT;
    if (isOutput && !fields.has("value")) value.setStringValue(NOT_MADE);
    else fields.forEach(replaceUnknown);
  }
}
