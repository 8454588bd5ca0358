import type { Call } from "../../../runtime/resource";
import { isEngineError } from "../../client/engine-error";
import type { Engine } from "../../client/engine";
import type { RegistryCredentials } from "../../connection/registry-credentials";
import {
  isDockerImageId,
  parseDockerImageReference,
} from "../../../../model/docker-image-reference";

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
  const auth = credentials.forImage(reference);
  call.log.status(`pulling ${complete}`);
  try {
    await engine.pullImage(complete, {
      ...(platform ? { platform } : {}),
      ...(auth ? { auth } : {}),
      signal: call.signal,
      onProgress: (line) => call.log.status(line),
    });
  } catch (error) {
    throw pullFailure(error, complete, parts?.registry ?? "the registry");
  }
}

/**
 * Docker answers 404 for an image that doesn't exist (or may not be seen), and 500 for whatever keeps it from asking;
 * only the text tells those apart.
 */
function pullFailure(error: unknown, reference: string, registry: string): unknown {
  if (!isEngineError(error) || error.code === "unreachable") return error;
  const text = error.message;
  const fail = (sentence: string) => new Error(sentence, { cause: error });
  if (error.code === "notFound" || /manifest unknown|not found|does not exist/.test(text))
    return fail(
      `the image ${reference} does not exist in ${registry}, or needs a login: correct the name, or give credentials in the provider's \`registryAuth\``,
    );
  if (/unauthorized|authentication required|denied/.test(text))
    return fail(
      `${registry} refuses ${reference}: log in with \`docker login ${registry}\` or give credentials in the provider's \`registryAuth\` (${text})`,
    );
  if (/toomanyrequests|rate limit/i.test(text))
    return fail(
      `${registry} has limited the rate of pulls, so ${reference} can't be fetched now: log in, or wait and run again`,
    );
  if (/no such host|dial tcp|connection refused|timeout|TLS|EOF|Client\.Timeout/.test(text))
    return fail(
      `the image ${reference} is not on this engine and ${registry} can't be reached from it (${text}); one that a docker.Image builds is built again by \`pulumi up --refresh\``,
    );
  if (/no space left/.test(text))
    return fail(
      `the disk of the Docker host is full, so ${reference} can't be pulled: free some space`,
    );
  return fail(`the image ${reference} can't be pulled: ${text}`);
}
