"use strict";
/**
 * The SDK attaches V8's debugger to every program, so that it can name the files of functions that it may have to
 * serialize (dynamic providers, callbacks of cloud functions). That costs each program some 50 ms, and few serialize one.
 * Here it is attached when the first function is: V8 then tells of all scripts that were parsed before.
 */

/** @param hooks the SDK's runtime/closure/v8Hooks. */
module.exports = function attachAtFirstUse(hooks) {
  let session;
  const attach = async () => {
    const attached = await hooks.getSessionAsync();
    // The SDK listens only after it has enabled the debugger; enabled again, V8 tells of everything once more.
    await post(attached, "Debugger.disable");
    await post(attached, "Debugger.enable");
    return attached;
  };
  return {
    ...hooks,
    getSessionAsync: () => (session ??= attach()),
    isInitializedAsync: () => Promise.resolve(),
  };
};

function post(session, method) {
  return new Promise((resolve, reject) => {
    session.post(method, (error) => (error ? reject(error) : resolve()));
  });
}
