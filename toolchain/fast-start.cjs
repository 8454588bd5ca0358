"use strict";
/**
 * Loaded before the program (`nodeargs` in Pulumi.yaml): keeps what `require("@pulumi/pulumi")` pulls in but few
 * programs ever use (the Automation API, npm's own dependency solver, the TypeScript compiler: four fifths of its
 * loading time) on the shelf until something really reaches for it. Each stands in as a proxy that loads the module at
 * first use, so nothing behaves differently; without this file all works the same, only slower.
 */
const Module = require("node:module");

/** [who asks, what it asks for] */
const SELDOM_USED = [
  [/[\\/]@pulumi[\\/]pulumi[\\/]index\.js$/, "./automation"],
  [/[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]codePaths\.js$/, "@npmcli/arborist"],
  [/[\\/]@pulumi[\\/]pulumi[\\/]typescript-shim\.js$/, "typescript"],
];

const load = Module._load;
Module._load = function (request, parent, isMain) {
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
      const found = Reflect.getOwnPropertyDescriptor(real(), key);
      return found && { ...found, configurable: true };
    },
    apply: (_, self, args) => Reflect.apply(real(), self, args),
    construct: (_, args) => Reflect.construct(real(), args),
  });
}
