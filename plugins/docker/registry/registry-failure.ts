import type { HttpAnswer } from "./http-exchange";
import { RegistryError } from "./registry-error";

/** What was asked, for the sentence that says it failed. */
export interface Asked {
  registry: string;
  /** `shop/web:1`, as it stands in the registry. */
  image: string;
  /** What was to be done with it: "read", "delete". */
  verb: string;
  /** Who asked; undefined for nobody in particular. */
  user?: string | undefined;
}

const LOGIN = "in the provider's `registryAuth`";

/** The sentence for an answer that isn't a success. */
export function answerFailure(answer: HttpAnswer, asked: Asked): RegistryError {
  const { registry, image, verb, user } = asked;
  const words = wordsOf(answer);
  switch (answer.status) {
    case 401:
      return user === undefined
        ? new RegistryError(
            "unauthorized",
            `${registry} asks for a login to ${verb} ${image}: log in with \`docker login ${registry}\` or give credentials ${LOGIN}`,
          )
        : new RegistryError(
            "unauthorized",
            `${registry} refuses the login of "${user}": correct the user name or password ${LOGIN}, or log in again with \`docker login ${registry}\``,
          );
    case 403:
      return denied(asked);
    case 404:
      return new RegistryError(
        "notFound",
        `there is no image ${image} in ${registry}, or it needs a login: correct the name, or push it first`,
      );
    case 405:
      return new RegistryError("notSupported", `${registry} doesn't allow to ${verb} ${image}`);
    case 429:
      return new RegistryError(
        "rateLimited",
        `${registry} has limited the rate of requests, so it doesn't ${verb} ${image} now${limitWords(answer, words)}: log in, or wait and run again`,
      );
    default:
      return new RegistryError(
        "server",
        `${registry} can't ${verb} ${image}: it answered with status ${answer.status}${words && ` (${words})`}`,
      );
  }
}

/** Who asks is known, but may not do it. */
export function denied({ registry, image, verb, user }: Asked): RegistryError {
  const who = user === undefined ? "somebody without a login" : `"${user}"`;
  return new RegistryError(
    "forbidden",
    `${registry} doesn't let ${who} ${verb} ${image}: log in as somebody who may, or correct the name`,
  );
}

const UNKNOWN_CA: ReadonlySet<string> = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

/** The sentence for a call that had no answer at all. */
export function connectionFailure(cause: unknown, registry: string): RegistryError {
  if (cause instanceof RegistryError) return cause;
  const { code = "", name, message } = cause as NodeJS.ErrnoException;
  const fail = (kind: "untrusted" | "unreachable" | "aborted", sentence: string) =>
    new RegistryError(kind, sentence, { cause });
  if (name === "AbortError") return fail("aborted", `the call to ${registry} was cancelled`);
  if (UNKNOWN_CA.has(code))
    return fail(
      "untrusted",
      `the certificate of ${registry} is signed by nobody that is known here: put its CA's certificate in /etc/docker/certs.d/${registry}/ca.crt, or set \`insecureSkipVerify\``,
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return fail(
      "untrusted",
      `the certificate of ${registry} is for another name: use the name that it is for`,
    );
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return fail(
      "untrusted",
      `the certificate of ${registry} is ${code === "CERT_HAS_EXPIRED" ? "out of date" : "not valid yet"}: renew it, or set the clock right`,
    );
  if (code === "EPROTO" || code.startsWith("ERR_SSL"))
    return fail(
      "unreachable",
      `${registry} doesn't speak TLS: where it is meant to be plain HTTP, write its address as http://${registry} in the provider's \`registryAuth\``,
    );
  const how =
    code === "ENOTFOUND" || code === "EAI_AGAIN"
      ? "its name doesn't resolve"
      : code === "ECONNREFUSED"
        ? "nothing listens there"
        : code === "ETIMEDOUT"
          ? "it doesn't answer"
          : code || message;
  return fail(
    "unreachable",
    `the registry ${registry} can't be reached from here: ${how}; correct its name or start it`,
  );
}

/** The registry's own words: `{"errors": [{"code", "message"}]}`. */
function wordsOf({ body }: HttpAnswer): string {
  try {
    const { errors = [] } = JSON.parse(body.toString("utf8")) as {
      errors?: { code?: string; message?: string }[];
    };
    return errors
      .map(({ code, message }) => message || code)
      .filter(Boolean)
      .join("; ")
      .slice(0, 300);
  } catch {
    return "";
  }
}

function limitWords({ headers }: HttpAnswer, words: string): string {
  const told = [
    ...(words ? [words] : []),
    ...["ratelimit-limit", "ratelimit-remaining", "retry-after"].flatMap((name) =>
      typeof headers[name] === "string" ? [`${name}: ${headers[name]}`] : [],
    ),
  ];
  return told.length > 0 ? ` (${told.join(", ")})` : "";
}
