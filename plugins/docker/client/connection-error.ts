import { EngineError, type EngineErrorCode } from "./engine-error";

/** Turns what docker-modem or the socket gave into an {@link EngineError} with a sentence for the user. */
export function engineErrorFrom(error: unknown, where: string): EngineError {
  if (error instanceof EngineError) return error;
  const raw = (error ?? {}) as {
    statusCode?: number;
    code?: string;
    name?: string;
    message?: string;
    json?: unknown;
  };
  if (typeof raw.statusCode === "number")
    return new EngineError(codeOfStatus(raw.statusCode), messageOf(raw), {
      status: raw.statusCode,
      cause: error,
    });
  if (raw.name === "AbortError" || raw.code === "ABORT_ERR")
    return new EngineError("aborted", "the call was cancelled", { cause: error });
  return connectionError(raw.code, raw.message ?? String(error), where, error);
}

function codeOfStatus(status: number): EngineErrorCode {
  if (status === 404) return "notFound";
  if (status === 409) return "conflict";
  if (status === 400) return "badRequest";
  if (status === 401 || status === 403) return "forbidden";
  return "server";
}

function messageOf(raw: { message?: string; json?: unknown }): string {
  const message = (raw.json as { message?: unknown } | null)?.message;
  const text = typeof message === "string" ? message : (raw.message ?? "unknown error");
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, "").trim();
}

function connectionError(
  code: string | undefined,
  message: string,
  where: string,
  cause: unknown,
): EngineError {
  const local = where.startsWith("unix://");
  switch (code) {
    case "ENOENT":
    case "ECONNREFUSED":
      return new EngineError(
        "unreachable",
        local
          ? `Docker is not running: nothing listens on ${where}; start it (\`systemctl start docker\`, \`dockerd\`, or Docker Desktop) or set another host`
          : `Docker is not reachable: nothing listens on ${where}; start the engine there or correct the provider's \`host\``,
        { cause },
      );
    case "EACCES":
    case "EPERM":
      return new EngineError(
        "denied",
        `no permission to use Docker at ${where}: add your user to the socket's group (\`sudo usermod -aG docker $USER\`, then log in again) or run as root`,
        { cause },
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new EngineError(
        "unreachable",
        `the Docker host ${where} is unknown: its name does not resolve; correct the provider's \`host\``,
        { cause },
      );
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new EngineError(
        "unreachable",
        `the Docker host ${where} does not answer: check that it is up and that a firewall lets the port through`,
        { cause },
      );
    case "ECONNRESET":
    case "EPIPE":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return new EngineError(
        "unreachable",
        `the connection to Docker at ${where} broke off: the engine was stopped or restarted; run it again`,
        { cause },
      );
    default:
      if (code?.startsWith("HPE_"))
        return new EngineError(
          "unsupported",
          `what answers at ${where} is no Docker engine: correct the provider's \`host\``,
          { cause },
        );
      return new EngineError("unreachable", `Docker at ${where} can't be used: ${message}`, {
        cause,
      });
  }
}
