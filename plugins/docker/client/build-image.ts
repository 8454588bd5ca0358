import { decodeBuildTrace } from "./buildkit-trace";
import { buildQuery } from "./build-query";
import { openBuildSession } from "./build-session";
import { engineErrorFrom } from "./connection-error";
import type { Progress } from "./engine";
import { EngineError } from "./engine-error";
import type { EngineRequest, EngineTransport } from "./engine-request";
import type { EngineBuildOptions } from "./engine-types";
import { jsonLines } from "./json-lines";
import { errorOf } from "./stream-progress";

/** Output lines of the failing step that an error carries. */
const KEPT_LINES = 15;

/** Builds an image through the Engine API, with BuildKit or the classic builder; resolves with the image id. */
export async function buildImage(
  transport: EngineTransport,
  context: NodeJS.ReadableStream | undefined,
  options: EngineBuildOptions,
  progress: Progress,
): Promise<string> {
  const build: EngineRequest = {
    method: "POST",
    path: "/build",
    ...(context && { file: context }),
    query: buildQuery(options),
  };
  if (options.builder === "classic")
    return await follow(
      transport,
      { ...build, registryConfig: await options.logins.all() },
      progress,
    );
  const session = await openBuildSession(transport, options.logins, options.secrets ?? {});
  try {
    const query = { ...build.query, version: "2", session: session.id };
    return await follow(transport, { ...build, query }, progress);
  } finally {
    session.close();
  }
}

async function follow(
  transport: EngineTransport,
  build: EngineRequest,
  { signal, onProgress }: Progress,
): Promise<string> {
  let imageId: string | undefined;
  const output = new Output();
  try {
    const stream = await transport.stream({ ...build, signal });
    for await (const line of jsonLines(stream)) {
      const failure = errorOf(line);
      if (failure !== undefined) throw new EngineError("stream", failure, { lines: output.tail() });
      const aux = line.aux as { ID?: string } | string | undefined;
      if (typeof aux === "string" && line.id === "moby.buildkit.trace") {
        const step = output.addTrace(aux);
        if (step) onProgress?.(step);
      } else if (typeof aux === "object" && aux.ID) imageId = aux.ID;
      else if (line.stream) {
        const step = output.addClassic(line.stream);
        if (step) onProgress?.(step);
      } else if (line.status) onProgress?.(line.status);
    }
  } catch (error) {
    throw engineErrorFrom(error, transport.where);
  }
  if (imageId === undefined) throw new EngineError("stream", "the build ended without an image");
  return imageId;
}

/** Keeps the last lines of each step, so that a failure shows those of the step that failed. */
class Output {
  private readonly lines = new Map<string, string[]>();
  private readonly names = new Map<string, string>();
  private current = "";

  /** Returns the name of a step that has begun. */
  addTrace(aux: string): string | undefined {
    const trace = decodeBuildTrace(aux);
    let begun: string | undefined;
    for (const step of trace.steps) {
      this.names.set(step.digest, step.name);
      if (step.error) this.current = step.digest;
      else if (step.started && !step.completed) begun = step.name;
    }
    for (const { step, text } of trace.logs) {
      this.add(step, text);
      this.current = step;
    }
    return begun;
  }

  addClassic(text: string): string | undefined {
    const step = /^Step \d+\/\d+ : .*/.exec(text)?.[0];
    if (step !== undefined) {
      this.current = step;
      this.names.set(step, step);
      return step;
    }
    if (!/^ ---> /.test(text)) this.add(this.current, text);
    return undefined;
  }

  tail(): string[] {
    const name = this.names.get(this.current);
    return [...(name ? [name] : []), ...(this.lines.get(this.current) ?? [])];
  }

  private add(step: string, text: string): void {
    const lines = this.lines.get(step) ?? [];
    lines.push(...text.split("\n").filter((line) => line.trim() !== ""));
    this.lines.set(step, lines.slice(-KEPT_LINES));
  }
}
