"use strict";
// Loads a TypeScript entry as one bundled CommonJS file, built again only when an input changed:
// a plugin or the CLI starts without a transpiler and without resolving hundreds of modules.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

/** The checkout. This file also runs as part of a bundle, in .slipway/build. */
function checkoutRoot(from) {
  if (fs.existsSync(path.join(from, "toolchain", "load-bundle.cjs"))) return from;
  return checkoutRoot(path.dirname(from));
}

const ROOT = checkoutRoot(path.dirname(__dirname));
const BUILD_DIR = path.join(ROOT, ".slipway", "build");
const UNUSED = path.join(ROOT, "toolchain", "unused-module.cjs");
/** Raise when the options below change: it makes every earlier bundle stale. */
const FORMAT = 2;
/** An older bundle may still be starting in another process; it is removed an hour later. */
const KEEP_MS = 3_600_000;

/** `[path, mtime in ms, bytes]` of a file, or undefined where it is gone. */
function stamp(file) {
  const stat = fs.statSync(path.resolve(ROOT, file), { throwIfNoEntry: false });
  return stat && [file, stat.mtimeMs, stat.size];
}

function readFresh(manifestPath) {
  let manifest;
  try {
    manifest = JSON.parse(fs.readFileSync(manifestPath, "utf8"));
  } catch {
    return undefined; // missing, or cut short by a full disk: build again
  }
  if (manifest.format !== FORMAT) return undefined;
  const output = path.join(BUILD_DIR, manifest.output);
  if (!fs.existsSync(output)) return undefined;
  for (const [file, mtimeMs, size] of manifest.inputs) {
    const now = stamp(file);
    if (now === undefined || now[1] !== mtimeMs || now[2] !== size) return undefined;
  }
  return output;
}

/** Writes whole or not at all: another process sees the old file or the new one. */
function writeAtomically(file, text) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, text);
  fs.renameSync(temporary, file);
}

function removeOld(name, keep) {
  for (const file of fs.readdirSync(BUILD_DIR)) {
    if (!file.startsWith(`${name}-`) || file.startsWith(keep)) continue;
    const full = path.join(BUILD_DIR, file);
    const stat = fs.statSync(full, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > KEEP_MS) fs.rmSync(full, { force: true });
  }
}

function build(entry, name, manifestPath) {
  const esbuild = require("esbuild");
  const startedMs = Date.now();
  let result;
  try {
    result = esbuild.buildSync({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      outfile: path.join(BUILD_DIR, `${name}.cjs`),
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      sourcemap: "external",
      // Of dockerode, for ways to an engine that nothing here uses: 1 MB that would be read at each start.
      alias: { ssh2: UNUSED, "@grpc/proto-loader": UNUSED },
      external: ["cpu-features", "*.node", "esbuild", "typescript"],
      logLevel: "silent",
    });
  } catch (error) {
    const first = error.errors?.[0];
    if (first === undefined) throw error;
    const at = first.location ? `${first.location.file}:${first.location.line}: ` : "";
    const wrapped = new Error(`${at}${first.text}`, { cause: error });
    wrapped.isUserError = true;
    throw wrapped;
  }
  const code = result.outputFiles.find((file) => file.path.endsWith(".cjs")).text;
  const map = result.outputFiles.find((file) => file.path.endsWith(".map")).text;
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const output = `${name}-${hash}.cjs`;
  fs.mkdirSync(BUILD_DIR, { recursive: true });
  writeAtomically(path.join(BUILD_DIR, `${output}.map`), map);
  writeAtomically(path.join(BUILD_DIR, output), `${code}\n//# sourceMappingURL=${output}.map\n`);
  const inputs = Object.keys(result.metafile.inputs).map(stamp);
  // An input written while we were building may or may not be in the bundle: leave no manifest,
  // so that the next start builds again.
  if (inputs.every((input) => input !== undefined && input[1] < startedMs))
    writeAtomically(manifestPath, JSON.stringify({ format: FORMAT, output, inputs }));
  removeOld(name, output);
  return path.join(BUILD_DIR, output);
}

/** Path of the up-to-date bundle of the TypeScript file `entry`. */
function bundle(entry) {
  const full = path.resolve(ROOT, entry);
  const name = path
    .relative(ROOT, full)
    .replace(/\.ts$/, "")
    .replace(/[^\w]+/g, "-");
  const manifestPath = path.join(BUILD_DIR, `${name}.json`);
  return readFresh(manifestPath) ?? build(full, name, manifestPath);
}

/**
 * Runs a bundle as `require` would, with what V8 has compiled of it in an earlier process: that halves the start. The first
 * process that ends by itself writes it down.
 */
function run(file) {
  const cache = `${file}.${process.version}.v8`;
  const cachedData = readBytes(cache);
  const code = Module.wrap(fs.readFileSync(file, "utf8"));
  const script = new vm.Script(code, { filename: file, cachedData });
  if (cachedData === undefined || script.cachedDataRejected)
    process.once("exit", () => writeQuietly(cache, script.createCachedData()));
  const loaded = new Module(file, module);
  loaded.filename = file;
  loaded.paths = module.paths;
  script.runInThisContext()(
    loaded.exports,
    Module.createRequire(file),
    loaded,
    file,
    path.dirname(file),
  );
  return loaded.exports;
}

function readBytes(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

function writeQuietly(file, bytes) {
  try {
    writeAtomically(file, bytes);
  } catch {
    // A cache that can't be written only costs time.
  }
}

/** Loads the TypeScript file `entry` and returns its exports. */
module.exports = (entry) => run(bundle(entry));
module.exports.bundle = bundle;
