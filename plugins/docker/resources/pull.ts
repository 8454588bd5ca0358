import type { CreateCall } from "../../runtime/resource";
import type { Engine } from "../client/engine";
import { EngineError } from "../client/engine-error";
import type { DockerContext } from "../context";

/** Pulls an image with progress in the resource's status; what fails is one sentence that names the image. */
export async function pull(
  engine: Engine,
  name: string,
  call: Pick<CreateCall, "log" | "signal">,
  context: DockerContext,
  platform?: string,
): Promise<void> {
  call.log.status(`pulling ${name}`);
  const auth = context.credentials.forImage(name);
  const wanted = /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
  try {
    await engine.pullImage(wanted, {
      signal: call.signal,
      onProgress: (line) => call.log.status(line),
      ...(platform !== undefined && { platform }),
      ...(auth && { auth }),
    });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === "unreachable") throw error;
    const hint =
      error.code === "notFound"
        ? "the engine doesn't have it and no registry does, or it needs a login"
        : "the engine doesn't have it, and the registry didn't give it";
    throw new Error(`the image ${name} can't be pulled: ${hint} (${error.message})`, {
      cause: error,
    });
  }
}
