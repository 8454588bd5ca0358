#!/usr/bin/env node
// The command `slipway` (`npx slipway exec …`). Plain JavaScript: it loads cli/slipway.ts as one bundle.
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

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

const root = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))));
try {
  const { ensureDependencies } = await import("./dependencies.mjs");
  await ensureDependencies(root);
  const loadBundle = createRequire(import.meta.url)("./load-bundle.cjs");
  const { main } = loadBundle(`${root}/cli/slipway.ts`);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // A mistake that can be mended is one sentence; anything else is a defect and keeps its trace.
  if (error?.isUserError === true) fail(error.message, USAGE);
  fail(error?.stack ?? String(error), DEFECT);
}
