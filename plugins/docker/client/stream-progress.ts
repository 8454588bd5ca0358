import { EngineError } from "./engine-error";
import { engineErrorFrom } from "./connection-error";
import { jsonLines, type JsonLine } from "./json-lines";
import type { Progress } from "./engine";

/**
 * Follows a pull or a push to its end, tells what it does, and fails on an error line: Docker has answered
 * with 200 by then, so the line is the only sign of failure. Resolves with the digest that a push gave.
 * Each line is a sign that it moves.
 */
export async function followTransfer(
  stream: NodeJS.ReadableStream,
  verb: string,
  where: string,
  { onProgress, moved }: Progress & { moved: () => void },
): Promise<string | undefined> {
  let digest: string | undefined;
  const layers = new Map<string, { current: number; total: number }>();
  try {
    for await (const line of jsonLines(stream)) {
      moved();
      const failure = errorOf(line);
      if (failure !== undefined) throw new EngineError("stream", failure);
      if (line.id && line.progressDetail?.total)
        layers.set(line.id, {
          current: line.progressDetail.current ?? 0,
          total: line.progressDetail.total,
        });
      const aux = line.aux as { Digest?: string } | undefined;
      digest = aux?.Digest ?? digest;
      onProgress?.(transferStatus(verb, layers));
    }
    return digest;
  } catch (error) {
    throw engineErrorFrom(error, where);
  }
}

export function errorOf(line: JsonLine): string | undefined {
  return line.errorDetail?.message ?? line.error;
}

function transferStatus(verb: string, layers: Map<string, { current: number; total: number }>) {
  let current = 0;
  let total = 0;
  for (const layer of layers.values()) {
    current += layer.current;
    total += layer.total;
  }
  const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  return total > 0 ? `${verb}: ${mib(current)} of ${mib(total)} MiB` : verb;
}
