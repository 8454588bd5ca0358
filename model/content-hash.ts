import { createHash, type Hash } from "node:crypto";

/** One thing that goes into a build: its path in the context, in `/` form, and what it is. */
export interface ContextEntry {
  path: string;
  kind: "file" | "directory" | "symlink";
  /** Permission bits. 0 for symlinks, which have none of their own. */
  mode: number;
  /** Of a file: the SHA-256 of its bytes in hex. Of a symlink: its target. Of a directory: "". */
  content: string;
}

/** All that decides what an image will be, but secrets. */
export interface BuildInputs {
  /** The Dockerfile's SHA-256 in hex. */
  dockerfile: string;
  args: Readonly<Record<string, string>>;
  target?: string | undefined;
  platform?: string | undefined;
  entries: readonly ContextEntry[];
}

/** Raise it when the same inputs begin to give another image. */
const VERSION = "slipway-build-1";

/** Letters of the hash in a tag: 48 bits, plenty to tell one image's builds apart. */
const TAG_LENGTH = 12;

/**
 * The tag of what these inputs build: 12 hex digits. The same on every machine: neither times, owners nor the
 * order in which the file system lists things count.
 */
export function contentTag(inputs: BuildInputs): string {
  const hash = createHash("sha256");
  addFields(hash, [VERSION, inputs.dockerfile, inputs.target ?? "", inputs.platform ?? ""]);
  for (const key of Object.keys(inputs.args).sort())
    addFields(hash, ["arg", key, inputs.args[key]!]);
  const entries = [...inputs.entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, kind, mode, content } of entries)
    addFields(hash, [kind, path, mode.toString(8), content]);
  return hash.digest("hex").slice(0, TAG_LENGTH);
}

/** Lengths go in too, so that no two lists of fields give the same bytes. */
function addFields(hash: Hash, fields: readonly string[]): void {
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:`).update(field);
}
