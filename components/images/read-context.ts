import ignore, { type Ignore } from "@balena/dockerignore";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { ContextEntry } from "../../model/content-hash";
import { SlipwayError } from "../../model/errors";

export interface BuildContext {
  entries: ContextEntry[];
  /** The Dockerfile's SHA-256 in hex. */
  dockerfile: string;
}

/**
 * Reads what a build would send to Docker: every file of `context` that its ignore file lets through.
 * Both paths may be relative to the working directory. Throws a {@link SlipwayError} that names the absolute
 * path of what is missing.
 */
export function readContext(context: string, dockerfile: string): BuildContext {
  const root = path.resolve(context);
  const stat = fs.statSync(root, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new SlipwayError("CONTEXT_MISSING", `there is no folder ${root} to build from`);
  if (!stat.isDirectory())
    throw new SlipwayError(
      "CONTEXT_NOT_A_FOLDER",
      `${root} isn't a folder; the context is the folder that holds what the image is built from`,
    );
  const recipe = path.resolve(dockerfile);
  if (!fs.statSync(recipe, { throwIfNoEntry: false })?.isFile())
    throw new SlipwayError("DOCKERFILE_MISSING", `there is no Dockerfile ${recipe}`);

  try {
    const { matcher, hasExceptions } = readIgnoreFile(root, recipe);
    const entries: ContextEntry[] = [];
    walk(root, "", matcher, hasExceptions, entries);
    return { entries, dockerfile: fileDigest(recipe) };
  } catch (error) {
    const { code, path: at } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new SlipwayError("CONTEXT_UNREADABLE", `can't read ${at ?? root}: ${code}`, {
      cause: error,
    });
  }
}

/** As BuildKit does: an ignore file named for the Dockerfile goes before the context's own. */
function readIgnoreFile(
  root: string,
  dockerfile: string,
): { matcher: Ignore; hasExceptions: boolean } {
  const own = `${dockerfile}.dockerignore`;
  const file = [own, path.join(root, ".dockerignore")].find((candidate) =>
    fs.existsSync(candidate),
  );
  const rules = file === undefined ? "" : fs.readFileSync(file, "utf8");
  return {
    matcher: ignore().add(rules.split(/\r?\n/)),
    hasExceptions: /^\s*!/m.test(rules),
  };
}

function walk(
  root: string,
  folder: string,
  matcher: Ignore,
  hasExceptions: boolean,
  entries: ContextEntry[],
): void {
  for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const relative = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const absolute = path.join(root, relative);
    const ignored = matcher.ignores(relative);
    if (entry.isDirectory()) {
      // An ignored folder may still hold something a `!` rule brings back.
      if (ignored && !hasExceptions) continue;
      if (!ignored)
        entries.push({ path: relative, kind: "directory", mode: mode(absolute), content: "" });
      walk(root, relative, matcher, hasExceptions, entries);
    } else if (ignored) {
      continue;
    } else if (entry.isSymbolicLink()) {
      entries.push({
        path: relative,
        kind: "symlink",
        mode: 0,
        content: fs.readlinkSync(absolute),
      });
    } else if (entry.isFile()) {
      entries.push({
        path: relative,
        kind: "file",
        mode: mode(absolute),
        content: fileDigest(absolute),
      });
    }
    // Sockets and the like can't be sent to a build.
  }
}

function mode(file: string): number {
  return fs.lstatSync(file).mode & 0o7777;
}

/** Read in pieces: a context may hold files larger than memory. */
function fileDigest(file: string): string {
  const hash = createHash("sha256");
  const handle = fs.openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      const length = fs.readSync(handle, buffer, 0, buffer.length, null);
      if (length === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    fs.closeSync(handle);
  }
}
