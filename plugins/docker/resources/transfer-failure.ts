import { parseDockerImageReference } from "../../../model/docker-image-reference";
import { isEngineError } from "../client/engine-error";

/**
 * One sentence for a pull or push that failed. Docker answers 404 for an image that doesn't exist (or may not be seen),
 * and 500, or a line of text in a stream, for whatever keeps it from asking; only the text tells those apart.
 */
export function transferFailure(
  error: unknown,
  what: "pulled" | "pushed",
  reference: string,
): unknown {
  if (!isEngineError(error) || error.code === "unreachable" || error.code === "aborted")
    return error;
  const registry = parseDockerImageReference(reference)?.registry ?? "the registry";
  const text = error.message;
  const fail = (sentence: string) => new Error(sentence, { cause: error });
  const login = `log in with \`docker login ${registry}\` or give credentials in the provider's \`registryAuth\``;
  if (/does not exist locally|No such image/i.test(text) && what === "pushed")
    return fail(`the engine has no image ${reference} to push: build, pull or tag it first`);
  if (/toomanyrequests|rate limit/i.test(text))
    return fail(
      `${registry} has limited the rate of pulls and pushes, so ${reference} can't be ${what} now: log in, or wait and run again (${text})`,
    );
  if (/x509|certificate/.test(text))
    return fail(
      `the Docker engine doesn't trust the certificate of ${registry}, so ${reference} can't be ${what}: put its CA's certificate in /etc/docker/certs.d/${registry}/ca.crt on the Docker host (${text})`,
    );
  if (/server gave HTTP response to HTTPS client/.test(text))
    return fail(
      `${registry} speaks plain HTTP, which the Docker engine takes only from registries that its \`insecure-registries\` setting names, so ${reference} can't be ${what}`,
    );
  if (/unauthorized|authentication required|no basic auth credentials|denied/.test(text))
    return fail(`${registry} refuses that ${reference} is ${what}: ${login} (${text})`);
  if (error.code === "notFound" || /manifest unknown|not found|does not exist/.test(text))
    return fail(
      `the image ${reference} does not exist in ${registry}, or needs a login: correct the name, or ${login}`,
    );
  if (/no such host|dial tcp|connection refused|timeout|TLS|EOF|Client\.Timeout/.test(text))
    return fail(
      what === "pulled"
        ? `the image ${reference} is not on this engine and ${registry} can't be reached from it (${text}); one that a docker.Image builds is built again by \`pulumi up --refresh\``
        : `${reference} can't be pushed: ${registry} can't be reached from the engine (${text})`,
    );
  if (/no space left/.test(text))
    return fail(
      what === "pulled"
        ? `the disk of the Docker host is full, so ${reference} can't be pulled: free some space`
        : `${reference} can't be pushed: a disk is full (${text})`,
    );
  return fail(`the image ${reference} can't be ${what}: ${text}`);
}
