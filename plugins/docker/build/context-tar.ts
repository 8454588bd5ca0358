import * as fs from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";

import {
  listContext,
  type ContextFile,
  type ContextListing,
} from "../../../build-context/list-context";

/** Where a Dockerfile from outside of the context stands in the tar. */
const FOREIGN_DOCKERFILE = ".slipway.Dockerfile";

export interface ContextTar {
  tar: Pack & NodeJS.ReadableStream;
  /** The Dockerfile's path within the tar. */
  dockerfile: string;
}

/**
 * The build context as a tar, file by file, so that it never stands in memory as a whole. Owners and times are left
 * out, as BuildKit leaves them out of its cache keys. Throws where the context or the Dockerfile is missing.
 */
export function contextTar(context: string, dockerfile: string): ContextTar {
  const listing = listContext(context, dockerfile);
  const inside = path.relative(listing.root, listing.dockerfile).split(path.sep).join("/");
  // The engine needs the Dockerfile even where the ignore file keeps it from being copied.
  const listed = listing.files.some((file) => file.path === inside);
  const foreign = inside.startsWith("../") || path.isAbsolute(inside);
  const archive = pack();
  void write(archive, listing, listed ? undefined : foreign ? FOREIGN_DOCKERFILE : inside);
  return {
    tar: archive as Pack & NodeJS.ReadableStream,
    dockerfile: foreign ? FOREIGN_DOCKERFILE : inside,
  };
}

async function write(archive: Pack, listing: ContextListing, dockerfile: string | undefined) {
  try {
    for (const file of listing.files) await add(archive, path.join(listing.root, file.path), file);
    if (dockerfile !== undefined)
      await add(archive, listing.dockerfile, { path: dockerfile, kind: "file", mode: 0o644 });
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
  }
}

async function add(archive: Pack, absolute: string, { path: name, kind, mode }: ContextFile) {
  const header = { name, mode, mtime: new Date(0), uid: 0, gid: 0 };
  if (kind === "directory") archive.entry({ ...header, type: "directory" });
  else if (kind === "symlink")
    archive.entry({ ...header, type: "symlink", linkname: fs.readlinkSync(absolute) });
  else {
    const { size } = fs.statSync(absolute);
    await pipeline(fs.createReadStream(absolute), archive.entry({ ...header, size }));
  }
}
