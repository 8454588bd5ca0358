import { engineErrorFrom } from "./connection-error";

/** The whole of a stream; fails where its connection breaks off before the end. */
export async function readAll(stream: NodeJS.ReadableStream, where: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  } catch (error) {
    throw engineErrorFrom(error, where);
  }
  return Buffer.concat(chunks);
}
