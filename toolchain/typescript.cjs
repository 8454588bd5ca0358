"use strict";
/**
 * Loaded before the program (`nodeargs` in Pulumi.yaml): runs TypeScript without a build. Each file is compiled by
 * esbuild once and kept under node_modules/.cache/slipway/typescript, by a hash of its text; types are not checked here
 * (`npm run check` does). A general loader such as tsx looks at every JavaScript module as well, which costs a program
 * that loads the SDK a quarter of a second.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const cache = path.join(__dirname, "../node_modules/.cache/slipway/typescript");
const options = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  platform: "node",
  sourcemap: "inline",
  sourcesContent: false,
  tsconfigRaw: "{}",
};
const version = createHash("sha256")
  .update(JSON.stringify(options))
  .update(require("esbuild/package.json").version)
  .digest("hex");
/** Compiled text of the files that were loaded, for the source maps of stack traces. */
const compiled = new Map();

Module._extensions[".ts"] = (module, filename) => {
  const source = fs.readFileSync(filename, "utf8");
  const code = compile(source, filename);
  compiled.set(filename, code);
  module._compile(code, filename);
};

function compile(source, filename) {
  const hash = createHash("sha256").update(version).update(filename).update("\0").update(source);
  const file = path.join(cache, `${hash.digest("hex")}.js`);
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    // Not compiled yet.
  }
  const { code } = require("esbuild").transformSync(source, { ...options, sourcefile: filename });
  try {
    fs.mkdirSync(cache, { recursive: true });
    const temporary = `${file}.${process.pid}`;
    fs.writeFileSync(temporary, code);
    fs.renameSync(temporary, file);
  } catch {
    // A cache that can't be written only costs time.
  }
  return code;
}

/** Of a file whose own lines are told. */
const NO_MAP = { version: 3, sources: [], names: [], mappings: "" };

/**
 * The SDK installs source-map-support, which looks for maps on the disk: give it those of what was compiled here. Packages
 * get none: their sources aren't installed, so a line of them helps nobody, and the SDK takes a trace for every resource.
 */
const load = Module._load;
Module._load = function (request, parent, isMain) {
  const loaded = load.call(this, request, parent, isMain);
  if (request !== "source-map-support/register") return loaded;
  load.call(this, "source-map-support", parent, false).install({
    retrieveSourceMap(source) {
      if (source.includes("/node_modules/")) return { url: source, map: NO_MAP };
      const code = compiled.get(source.replace(/^file:\/\//, ""));
      const map =
        code && /\/\/# sourceMappingURL=data:application\/json;base64,(.*)\s*$/.exec(code)?.[1];
      return map ? { url: source, map: Buffer.from(map, "base64").toString("utf8") } : null;
    },
  });
  return loaded;
};
