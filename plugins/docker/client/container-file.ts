import { extract, pack } from "tar-stream";

import { engineErrorFrom } from "./connection-error";
import { isEngineError } from "./engine-error";
import type { EngineTransport } from "./engine-request";

export interface ContainerFile {
  /** Path below the folder it is put into. */
  path: string;
  content: string;
}

/** What is at a path in a container. */
export interface FoundFile {
  /** `file`, `directory`, `symlink`, … */
  type: string;
  mode: number;
  content: Buffer;
}

/** Reads one file of a container, running or not; undefined where the file or the container is absent. */
export async function readFoundFile(
  transport: EngineTransport,
  container: string,
  path: string,
): Promise<FoundFile | undefined> {
  let archive: NodeJS.ReadableStream;
  try {
    archive = await transport.stream({
      method: "GET",
      path: `/containers/${encodeURIComponent(container)}/archive`,
      query: { path },
    });
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
  const entries = extract();
  archive.on("error", (error) => entries.destroy(error as Error));
  archive.pipe(entries);
  let found: FoundFile | undefined;
  try {
    // A folder has entries of its own below the first one.
    for await (const entry of entries) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
      const { type, mode } = entry.header;
      found ??= {
        type: type ?? "file",
        mode: (mode ?? 0) & 0o7777,
        content: Buffer.concat(chunks),
      };
    }
  } catch (error) {
    throw engineErrorFrom(error, transport.where);
  }
  return found;
}

/** The text of a file of a container; undefined where it is absent. */
export async function readContainerFile(
  transport: EngineTransport,
  container: string,
  path: string,
): Promise<string | undefined> {
  return (await readFoundFile(transport, container, path))?.content.toString("utf8");
}

/** Puts text files into a folder of a container, running or not, with mode 0644 and the given owner. */
export async function putContainerFiles(
  transport: EngineTransport,
  container: string,
  folder: string,
  files: readonly ContainerFile[],
  owner: { uid: number; gid: number },
): Promise<void> {
  const archive = pack();
  const folders = new Set(files.flatMap(({ path }) => parents(path)));
  for (const name of folders) archive.entry({ name, type: "directory", mode: 0o755, ...owner });
  for (const { path, content } of files)
    archive.entry({ name: path, mode: 0o644, ...owner }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(Buffer.from(chunk as Uint8Array));
  await transport.call({
    method: "PUT",
    path: `/containers/${encodeURIComponent(container)}/archive`,
    query: { path: folder },
    file: Buffer.concat(chunks),
  });
}

/** `a/b/c` lies below `a/` and `a/b/`. */
function parents(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => `${parts.slice(0, i + 1).join("/")}/`);
}
