import { parseDockerImageReference } from "../../../model/docker-image-reference";
import type { Call } from "../../runtime/resource";
import type { Engine } from "../client/engine";
import type { EngineRegistryAuth } from "../client/engine-types";
import { transferFailure } from "./transfer-failure";

/** Pushes an image by its name, with progress; resolves with the digest under which the registry has it. */
export async function pushImage(
  engine: Engine,
  reference: string,
  auth: EngineRegistryAuth | undefined,
  call: Pick<Call, "log" | "signal">,
): Promise<string> {
  const { repository, tag } = splitTag(reference);
  call.log.status(`pushing ${repository}:${tag}`);
  try {
    return await engine.pushImage(repository, tag, {
      ...(auth && { auth }),
      signal: call.signal,
      onProgress: (line) => call.log.status(line),
    });
  } catch (error) {
    throw transferFailure(error, "pushed", `${repository}:${tag}`);
  }
}

/** `repository` as it was written, and the tag. */
export function splitTag(reference: string): { repository: string; tag: string } {
  return {
    repository: reference.replace(/(:[^:/]+)?(@.*)?$/, ""),
    tag: parseDockerImageReference(reference)?.tag ?? "latest",
  };
}
