"use strict";
// Plain JavaScript without dependencies: this is what installs them.
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const STAMP = "node_modules/.slipway-dependencies";

/** What the installed tree depends on: the lock file, and the platform its binaries are for. */
function wantedKey(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(`${process.platform}-${process.arch}`)
    .digest("hex");
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** True where npm's own record of node_modules has every package that the lock file wants. */
function installedByHand(root) {
  const record = readIfThere(join(root, "node_modules/.package-lock.json"));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages ?? {};
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages ?? {};
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const there = installed[path];
    if (there === undefined) return entry.optional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

function npmCommand() {
  const script = process.env.npm_execpath;
  if (script !== undefined && script.endsWith("npm-cli.js")) return [process.execPath, script];
  return ["npm"];
}

function installAll(root) {
  const { spawn } = require("node:child_process");
  const [command, ...prefix] = npmCommand();
  const started = Date.now();
  process.stderr.write("… dependencies: npm ci (a minute or so the first time)\n");
  const ticker = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stderr.write(`… dependencies: npm ci, ${seconds} s\n`);
  }, 15_000);
  return new Promise((resolve, reject) => {
    // npm's own summary goes to stderr: a word's stdout (JSON of the benchmark) must stay clean.
    const child = spawn(command, [...prefix, "ci", "--no-progress", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", 2, 2],
    });
    child.once("error", (error) =>
      reject(new Error(`npm could not be started (${error.message}); install npm with Node.js.`)),
    );
    child.once("exit", (code, signal) => {
      if (code === 0) return resolve();
      reject(
        new Error(
          `npm ci failed (${signal ?? `exit code ${code}`}); its message above says why. ` +
            "Mend that and run the same command again.",
        ),
      );
    });
  }).finally(() => clearInterval(ticker));
}

/**
 * Installs node_modules when it is missing or does not fit package-lock.json.
 * Returns what was done: "unchanged" or "installed".
 */
async function ensureDependencies(root) {
  // A package that npm has installed has no lock file, and its dependencies are npm's affair.
  if (!existsSync(join(root, "package-lock.json"))) return "unchanged";
  const stamp = join(root, STAMP);
  const key = wantedKey(root);
  if (readIfThere(stamp) === key) return "unchanged";
  return require("./file-lock.cjs").withFileLock(
    join(root, ".slipway/dependencies.lock"),
    async () => {
      if (readIfThere(stamp) === key) return "unchanged";
      const fits = installedByHand(root);
      if (!fits) await installAll(root);
      writeFileSync(stamp, key);
      return fits ? "unchanged" : "installed";
    },
    (pid) => process.stderr.write(`… dependencies: waiting for another set-up (pid ${pid})\n`),
  );
}

exports.ensureDependencies = ensureDependencies;
