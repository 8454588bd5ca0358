import type { Call } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import type { RegistryCredentials } from "../../connection/registry-credentials";
import {
  isDockerImageId,
  parseDockerImageReference,
} from "../../../../model/docker-image-reference";
import { transferFailure } from "../transfer-failure";

/** Fetches an image, with progress; fails with one sentence that says whether it or the registry is missing. */
export async function pullImage(
  engine: Engine,
  credentials: RegistryCredentials,
  reference: string,
  call: Pick<Call, "log" | "signal">,
  platform?: string,
): Promise<void> {
  if (isDockerImageId(reference))
    throw new Error(
      `the image ${reference} is not on ${engine.where}, and an id can't be pulled: build it there or give its name`,
    );
  const parts = parseDockerImageReference(reference);
  const complete = parts && !parts.tag && !parts.digest ? `${reference}:latest` : reference;
  const auth = await credentials.forImage(reference);
  call.log.status(`pulling ${complete}`);
  try {
    await engine.pullImage(complete, {
      ...(platform ? { platform } : {}),
      ...(auth ? { auth } : {}),
      signal: call.signal,
      onProgress: (line) => call.log.status(line),
    });
  } catch (error) {
    throw transferFailure(error, "pulled", complete);
  }
}
