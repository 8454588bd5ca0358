"use strict";
/**
 * Loaded before the program (`nodeargs` in Pulumi.yaml). Without this file all works the same, only slower.
 *
 * 1. What `require("@pulumi/pulumi")` pulls in but few programs ever use (the Automation API, npm's own dependency
 *    solver, the TypeScript compiler, tracing: four fifths of its loading time) stays on the shelf until something really reaches
 *    for it: a proxy stands in and loads the module at first use.
 * 2. The SDK notes a stack trace for each promise of each output property, for its leak detector: some 45 ms for a
 *    container. They are left out unless PULUMI_DEBUG_PROMISE_LEAKS asks for them. All other errors keep theirs.
 */
const Module = require("node:module");

require("./inspect-errors.cjs");
require("./typescript.cjs");

/** [who asks, what it asks for] */
const SELDOM_USED = [
  [/[\\/]@pulumi[\\/]pulumi[\\/]index\.js$/, "./automation"],
  [/[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/, "@npmcli/arborist"],
  [/[\\/]@pulumi[\\/]pulumi[\\/]typescript-shim\.js$/, "typescript"],
  ...[
    "resources",
    "sdk-trace-base",
    "sdk-trace-node",
    "exporter-zipkin",
    "instrumentation",
    "instrumentation-grpc",
  ].map((name) => [/[\\/]cmd[\\/]run[\\/]tracing\.js$/, `@opentelemetry/${name}`]),
];

const SDK_RUNTIME = /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/][^\\/]+\.js$/;

const load = Module._load;
Module._load = function (request, parent, isMain) {
  if (request === "./debuggable" && SDK_RUNTIME.test(parent?.filename ?? "")) {
    return withoutTraces(load.call(this, request, parent, isMain));
  }
  const seldom = SELDOM_USED.some(
    ([asker, asked]) => asked === request && parent != null && asker.test(parent.filename ?? ""),
  );
  if (!seldom) return load.call(this, request, parent, isMain);
  return atFirstUse(() => load.call(this, request, parent, isMain));
};

function atFirstUse(get) {
  let loaded;
  const real = () => (loaded ??= get());
  // A bound function: one that can be called and constructed, and has no property that a proxy may not change.
  return new Proxy(function () {}.bind(), {
    // Compiled code asks every module this first; all of them answer yes.
    get: (_, key) => (key === "__esModule" && loaded === undefined ? true : real()[key]),
    has: (_, key) => key in real(),
    ownKeys: () => Reflect.ownKeys(real()),
    getOwnPropertyDescriptor: (_, key) => {
      // A TypeScript loader asks every module for this one, which none of these has.
      if (key === "module.exports" && loaded === undefined) return undefined;
      const found = Reflect.getOwnPropertyDescriptor(real(), key);
      return found && { ...found, configurable: true };
    },
    apply: (_, self, args) => Reflect.apply(real(), self, args),
    construct: (_, args) => Reflect.construct(real(), args),
  });
}

const traceless = new WeakSet();

function withoutTraces(debuggable) {
  const { debuggablePromise, debugPromiseLeaks } = debuggable;
  if (debugPromiseLeaks || traceless.has(debuggable)) return debuggable;
  traceless.add(debuggable);
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  return debuggable;
}
