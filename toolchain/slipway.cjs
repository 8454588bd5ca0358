#!/usr/bin/env node
"use strict";
// The command `slipway` (`npx slipway exec …`). Plain JavaScript: it loads a word as one bundle. CommonJS, because Node takes 15 ms
// longer to begin with a module.
const { existsSync, realpathSync } = require("node:fs");
const { dirname } = require("node:path");

const MIN_NODE_MAJOR = 20;
/** As in cli/slipway/exit-codes.ts: nothing was run. */
const USAGE = 2;
const DEFECT = 70;

function fail(message, code) {
  process.stderr.write(`slipway: ${message}\n`);
  process.exit(code);
}

if (Number(process.versions.node.split(".")[0]) < MIN_NODE_MAJOR)
  fail(
    `Node.js ${process.versions.node} is too old; install Node.js ${MIN_NODE_MAJOR} or newer and try again.`,
    USAGE,
  );

// `slipway logs | head`: who reads has seen enough.
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : DEFECT));

const root = dirname(dirname(realpathSync(__filename)));

async function run([word, ...args]) {
  const { ensureDependencies } = require("./dependencies.cjs");
  await ensureDependencies(root);
  const loadBundle = require("./load-bundle.cjs");
  // A word of its own file has a bundle of its own, without what the others need.
  const own = `${root}/cli/slipway/${word}.ts`;
  if (/^(exec|logs|ps)$/.test(word) && existsSync(own)) return loadBundle(own).main(args);
  return loadBundle(`${root}/cli/slipway.ts`).main(word === undefined ? [] : [word, ...args]);
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    // A mistake that can be mended is one sentence; anything else is a defect and keeps its trace.
    if (error?.isUserError === true) fail(error.message, USAGE);
    fail(error?.stack ?? String(error), DEFECT);
  },
);
