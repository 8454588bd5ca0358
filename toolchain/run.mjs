// Starts one of the project's words (`npm run up` is `node toolchain/run.mjs up`).
// Plain JavaScript without dependencies, so that it works in a bare clone.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const WORDS = [
  "setup",
  "up",
  "preview",
  "down",
  "pulumi",
  "env",
  "test",
  "test:unit",
  "test:e2e",
  "check",
  "bench",
  "build",
  "compose",
  "lab",
];
const MIN_NODE_MAJOR = 20;

function fail(message) {
  process.stderr.write(`slipway: ${message}\n`);
  process.exit(1);
}

const [word, ...args] = process.argv.slice(2);

if (Number(process.versions.node.split(".")[0]) < MIN_NODE_MAJOR)
  fail(
    `Node.js ${process.versions.node} is too old; install Node.js ${MIN_NODE_MAJOR} or newer and try again.`,
  );
if (!WORDS.includes(word))
  fail(
    `${word === undefined ? "no word given" : `unknown word "${word}"`}; one of ${WORDS.join(", ")}.`,
  );

const root = dirname(dirname(fileURLToPath(import.meta.url)));
try {
  const { ensureDependencies } = await import("./dependencies.cjs");
  const dependencies = await ensureDependencies(root);
  const loadBundle = createRequire(import.meta.url)("./load-bundle.cjs");
  const { main } = loadBundle(`${root}/cli/${word.replace(":", "-")}.ts`);
  process.exitCode = await main(args, { dependencies });
} catch (error) {
  // A mistake that can be mended is one sentence; anything else is a defect and keeps its trace.
  fail(error?.isUserError === true || !error?.stack ? error.message : error.stack);
}
