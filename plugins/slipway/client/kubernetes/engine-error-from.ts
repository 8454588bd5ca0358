import { EngineError, type EngineErrorCode } from "../../../docker/client/engine-error";
import { ApiError, ApiUnreachable } from "./api-error";
import { LoginFailed } from "./exec-login";

/**
 * What a cluster says, as the commands over hosts know it; anything else is thrown as it is.
 *
 * @param server its address, for what breaks off in the middle of an answer.
 */
export function engineErrorFromApi(error: unknown, server: string): EngineError {
  if (error instanceof EngineError) return error;
  if (error instanceof ApiUnreachable || error instanceof LoginFailed)
    return new EngineError("unreachable", error.message, { cause: error });
  if (error instanceof ApiError)
    return new EngineError(codeOf(error.status), error.message, {
      cause: error,
      status: error.status,
    });
  const { name, code } = error as NodeJS.ErrnoException;
  if (name === "AbortError")
    return new EngineError("aborted", "the call was cancelled", { cause: error });
  if (code === undefined) throw error;
  return engineErrorFromApi(new ApiUnreachable(server, error as Error), server);
}

function codeOf(status: number): EngineErrorCode {
  if (status === 401) return "unreachable"; // Nobody is let in, whatever is asked for.
  if (status === 403) return "forbidden";
  if (status === 404) return "notFound";
  if (status === 409) return "conflict";
  return status === 400 ? "badRequest" : "server";
}
