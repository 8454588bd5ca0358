import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { listContext, naming, type ContextFile } from "./list-context";
import type { ContextEntry } from "../model/content-hash";

export interface BuildContext {
  entries: ContextEntry[];
  /** The Dockerfile's SHA-256 in hex. */
  dockerfile: string;
}

/**
 * Reads what a build would send to Docker, for the content hash. Both paths may be relative to the working directory.
 * Throws a `SlipwayError` that names the absolute path of what is missing.
 */
export function readContext(context: string, dockerfile: string): BuildContext {
  const listing = listContext(context, dockerfile);
  return naming(listing.root, () => ({
    entries: listing.files.map((file) => ({ ...file, content: contentOf(listing.root, file) })),
    dockerfile: fileDigest(listing.dockerfile),
  }));
}

function contentOf(root: string, { path: relative, kind }: ContextFile): string {
  if (kind === "directory") return "";
  const absolute = path.join(root, relative);
  return kind === "symlink" ? fs.readlinkSync(absolute) : fileDigest(absolute);
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
