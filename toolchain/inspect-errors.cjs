"use strict";
/**
 * Loaded before a program. Keeps the SDK's report of an error from running for ever.
 *
 * The SDK shows errors by `util.inspect(error, { colors: true })`. With colours, Node dims the node_modules part of each
 * line of the trace, and some versions (20.20 among them) never come to the end of a line such as
 * `…/node_modules/@pulumi/resource.ts:1579:22`, where nothing follows the scope's folder: they fill the memory instead.
 * The SDK's own source maps make such lines in every trace. Without colours the text is the same.
 */
const util = require("node:util");

const MARK = Symbol.for("slipway.inspect-errors");

if (!util.inspect[MARK]) {
  const inspect = util.inspect;
  const wrapped = function (value, options, ...rest) {
    if (value instanceof Error && options !== null && typeof options === "object" && options.colors)
      return inspect.call(this, value, { ...options, colors: false }, ...rest);
    return inspect.call(this, value, options, ...rest);
  };
  // The function carries its defaults and symbols as properties, some of them accessors.
  Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(inspect));
  Object.defineProperty(wrapped, MARK, { value: true });
  util.inspect = wrapped;
}
