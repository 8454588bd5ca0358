import { createHash } from "node:crypto";

import type { Engine } from "../../client/engine";
import type { ContainerUpload } from "./container-inputs";
import { contentOf, modeOf } from "./upload-files";

/**
 * The uploads as they are in the container now. One whose content somebody has changed has its hash in `sourceHash` in
 * place of the content, which may be large, or nobody's business; one that was removed is left out.
 */
export async function foundUploads(
  engine: Engine,
  id: string,
  written: readonly ContainerUpload[],
): Promise<ContainerUpload[]> {
  const found = await Promise.all(written.map((each) => foundUpload(engine, id, each)));
  return found.filter((each) => each !== undefined);
}

async function foundUpload(
  engine: Engine,
  id: string,
  upload: ContainerUpload,
): Promise<ContainerUpload | undefined> {
  const file = await engine.readFile(id, upload.file);
  if (file === undefined) return undefined;
  const wanted = await contentOf(upload).catch(() => undefined);
  // Where the local source is not there any more, nobody can tell.
  const isSame = file.type === "file" && (wanted === undefined || wanted.equals(file.content));
  const { content: _, contentBase64: __, ...rest } = upload;
  return {
    ...(isSame ? upload : { ...rest, sourceHash: hashOf(file.content) }),
    ...(file.mode === modeOf(upload) ? {} : { permissions: file.mode.toString(8) }),
  };
}

function hashOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
