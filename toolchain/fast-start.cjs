"use strict";
/**
 * Loaded before the program (`nodeargs` in Pulumi.yaml). Without this file all works the same, only slower.
 *
 * 1. What `require("@pulumi/pulumi")` pulls in but few programs ever use (the Automation API, npm's own dependency
 *    solver, the TypeScript compiler, tracing: four fifths of its loading time) stays on the shelf until something really reaches
 *    for it: a proxy stands in and loads the module at first use.
 * 2. The SDK notes a stack trace for each promise of each output property, for its leak detector: some 45 ms for a
 *    container. They are left out unless PULUMI_DEBUG_PROMISE_LEAKS asks for them. All other errors keep theirs.
 * 3. V8's debugger is attached when the first function is serialized: lazy-inspector.cjs.
 * 4. The SDK sends the engine several debug messages for each resource, one after the other. The wrapper sets
 *    SLIPWAY_NO_DEBUG_LOG where no flag of the CLI asks for them; then they stay here.
 *
 * It also loads continue-on-error.cjs, without which `--continue-on-error` may end early.
 */
const Module = require("node:module");

require("./inspect-errors.cjs");
require("./typescript.cjs");
const continuing = require("./continue-on-error.cjs");
const attachAtFirstUse = require("./lazy-inspector.cjs");

/** [who asks, what it asks for, and whether that is what the asker calls its default] */
const SELDOM_USED = [
  [/[\\/]@pulumi[\\/]pulumi[\\/]index\.js$/, "./automation"],
  [/[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/, "@npmcli/arborist"],
  [
    /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/,
    "normalize-package-data",
    true,
  ],
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

/** Modules of the SDK that are handed out changed: the end of what is asked for, and how. */
const CHANGED = [
  ["./debuggable", once(withoutTraces)],
  ["/closure/v8Hooks", once(attachAtFirstUse)],
  ["./v8Hooks", once(attachAtFirstUse)],
  ["/log", once(withoutDebugMessages)],
  ["/resource_grpc_pb", once(continuing)],
];
const SDK = /[\\/]@pulumi[\\/]pulumi[\\/]/;

const load = Module._load;
Module._load = function (request, parent, isMain) {
  const [, change] = CHANGED.find(([end]) => request.endsWith(end)) ?? [];
  if (change !== undefined && SDK.test(parent?.filename ?? "")) {
    return change(load.call(this, request, parent, isMain));
  }
  const seldom = SELDOM_USED.find(
    ([asker, asked]) => asked === request && parent != null && asker.test(parent.filename ?? ""),
  );
  if (seldom === undefined) return load.call(this, request, parent, isMain);
  return atFirstUse(() => load.call(this, request, parent, isMain), seldom[2] !== true);
};

/** @param isCompiled whether it is a module of compiled code, or a function by itself. */
function atFirstUse(get, isCompiled) {
  let loaded;
  const real = () => (loaded ??= get());
  // A bound function: one that can be called and constructed, and has no property that a proxy may not change.
  return new Proxy(function () {}.bind(), {
    // Compiled code asks every module this first.
    get: (_, key) => (key === "__esModule" && loaded === undefined ? isCompiled : real()[key]),
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

/** Two copies of the SDK have modules of their own. */
function once(change) {
  const changed = new WeakMap();
  return (module) => {
    if (!changed.has(module)) changed.set(module, change(module));
    return changed.get(module);
  };
}

function withoutTraces(debuggable) {
  const { debuggablePromise, debugPromiseLeaks } = debuggable;
  if (debugPromiseLeaks) return debuggable;
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

function withoutDebugMessages(log) {
  if (!process.env.SLIPWAY_NO_DEBUG_LOG) return log;
  const debug = () => Promise.resolve();
  // Not a plain assignment: the module may still be loading, and would set its own.
  return Object.defineProperty(log, "debug", { get: () => debug, set: () => undefined });
}
