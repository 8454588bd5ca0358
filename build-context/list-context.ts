import ignore, { type Ignore } from "@balena/dockerignore";
import * as fs from "node:fs";
import * as path from "node:path";
import { SlipwayError } from "../model/errors";

/** One thing that a build sends: its path in the context, in `/` form, and what it is. */
export interface ContextFile {
  path: string;
  kind: "file" | "directory" | "symlink";
  /** Permission bits. 0 for symlinks, which have none of their own. */
  mode: number;
}

export interface ContextListing {
  /** Absolute path of the context. */
  root: string;
  /** Absolute path of the Dockerfile, in the context or not. */
  dockerfile: string;
  /** In the order in which the folders list them. */
  files: ContextFile[];
}

/**
 * Lists what a build sends to Docker: every file of `context` that its ignore file lets through. Used for the content
 * hash as well as for the build itself, so that the two can't differ. Both paths may be relative to the working
 * directory. Throws a {@link SlipwayError} that names the absolute path of what is missing.
 */
export function listContext(context: string, dockerfile: string): ContextListing {
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

  return naming(root, () => {
    const { matcher, hasExceptions } = readIgnoreFile(root, recipe);
    const files: ContextFile[] = [];
    walk(root, "", matcher, hasExceptions, files);
    return { root, dockerfile: recipe, files };
  });
}

/** Runs what reads files below `root`; where one can't be read, the error names it. */
export function naming<T>(root: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, path: at } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof SlipwayError) throw error;
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
  files: ContextFile[],
): void {
  for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const relative = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const absolute = path.join(root, relative);
    const ignored = matcher.ignores(relative);
    if (entry.isDirectory()) {
      // An ignored folder may still hold something a `!` rule brings back.
      if (ignored && !hasExceptions) continue;
      if (!ignored) files.push({ path: relative, kind: "directory", mode: mode(absolute) });
      walk(root, relative, matcher, hasExceptions, files);
    } else if (ignored) {
      continue;
    } else if (entry.isSymbolicLink()) {
      files.push({ path: relative, kind: "symlink", mode: 0 });
    } else if (entry.isFile()) {
      files.push({ path: relative, kind: "file", mode: mode(absolute) });
    }
    // Sockets and the like can't be sent to a build.
  }
}

function mode(file: string): number {
  return fs.lstatSync(file).mode & 0o7777;
}
