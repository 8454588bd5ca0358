"use strict";
/**
 * `node warm-program.cjs RUNNER`: loads what every program needs, and waits for the message that says which one to run:
 * `{ args, env }`, the arguments for the SDK's runner and all variables. Ends with the process that started it.
 */
const Module = require("node:module");

const runner = process.argv[2];
process.once("disconnect", () => process.exit(1));
process.once("message", ({ args, env }) => {
  // A program ends when it has nothing more to do.
  process.channel.unref();
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv.splice(1, Infinity, runner, ...args);
  Module.runMain();
});
const fromRunner = Module.createRequire(runner);
// What the runner needs; it can't itself be loaded without running.
for (const name of ["../..", "../../runtime/stack", "./tracing", "minimist", "source-map-support"])
  try {
    fromRunner(name);
  } catch {
    // The runner will tell it.
  }
