/**
 * Runs `make`, which creates resources, without stack traces. The SDK notes one for each promise of each output
 * property, to find leaks: tens of milliseconds for a container. Errors thrown on purpose inside are for users
 * and hide their stack anyway; what users' own code throws, outside, keeps its trace.
 *
 * Only synchronous work counts: traces are back as soon as `make` returns.
 */
export function withoutStacks<T>(make: () => T): T {
  // With leak debugging on, these traces are what the user asked for.
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) return make();
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
