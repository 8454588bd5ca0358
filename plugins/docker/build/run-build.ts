import { mask, secretWords } from "../../runtime/mask";
import type { Call } from "../../runtime/resource";
import type { Engine } from "../client/engine";
import { EngineError } from "../client/engine-error";
import type { EngineBuildOptions } from "../client/engine-types";
import { contextTar } from "./context-tar";

/** What is built, and from where. */
export interface Build {
  /** The image's name, for messages. */
  name: string;
  /** Folder and Dockerfile on this machine; undefined where the engine fetches a remote context. */
  local?: { context: string; dockerfile: string };
  options: Omit<EngineBuildOptions, "dockerfile">;
  /** Of the Dockerfile in a remote context. */
  remoteDockerfile?: string;
  quiet?: boolean;
}

/** Builds with progress; a failure carries the last lines of the step that failed. Resolves with the image id. */
export async function runBuild(
  engine: Engine,
  { name, local, options, remoteDockerfile = "Dockerfile", quiet }: Build,
  call: Pick<Call, "log" | "signal">,
): Promise<string> {
  const sent = local && contextTar(local.context, local.dockerfile);
  // Read from files and variables here, so the runtime doesn't know them as secrets.
  const words = secretWords(Object.values(options.secrets ?? {}).map((each) => each.toString()));
  call.log.status(`building ${name}`);
  try {
    return await engine.buildImage(
      sent?.tar,
      { ...options, dockerfile: sent?.dockerfile ?? remoteDockerfile },
      {
        signal: call.signal,
        ...(!quiet && { onProgress: (line: string) => call.log.status(mask(line, words)) }),
      },
    );
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === "unreachable") throw error;
    const lines = error.lines.map((line) => `\n  ${line}`).join("");
    throw new Error(mask(`building ${name} failed: ${error.message}${lines}`, words), {
      cause: error,
    });
  }
}
