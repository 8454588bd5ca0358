import { readFile } from "node:fs/promises";
import { pack } from "tar-stream";

import type { Engine } from "../../client/engine";
import type { ContainerUpload } from "./container-inputs";

/** Writes files into a container, running or not, with owner and mode. */
export async function uploadFiles(
  engine: Engine,
  id: string,
  uploads: readonly ContainerUpload[],
): Promise<void> {
  const archive = pack();
  for (const upload of uploads) {
    const content = await contentOf(upload);
    const name = upload.file.replace(/^\/+/, "");
    archive.entry({ name, mode: modeOf(upload), ...owner(upload), mtime: new Date(0) }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(Buffer.from(chunk as Uint8Array));
  await engine.putArchive(id, "/", Buffer.concat(chunks));
}

export function modeOf({ permissions, executable }: ContainerUpload): number {
  return permissions ? parseInt(permissions, 8) : executable ? 0o744 : 0o644;
}

/** Numbers are ids; names are looked up by the engine in the container. */
function owner({ owner: user, group }: ContainerUpload) {
  const isId = (text: string | undefined) => text !== undefined && /^\d+$/.test(text);
  return {
    uid: isId(user) ? Number(user) : 0,
    gid: isId(group) ? Number(group) : 0,
    ...(user && !isId(user) ? { uname: user } : {}),
    ...(group && !isId(group) ? { gname: group } : {}),
  };
}

export async function contentOf({
  file,
  content,
  contentBase64,
  source,
}: ContainerUpload): Promise<Buffer> {
  if (contentBase64 !== undefined && contentBase64 !== "")
    return Buffer.from(contentBase64, "base64");
  if (source === undefined || source === "") return Buffer.from(content ?? "", "utf8");
  try {
    return await readFile(source);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "error";
    throw new Error(`the file ${source}, to be uploaded as ${file}, can't be read (${code})`, {
      cause,
    });
  }
}
