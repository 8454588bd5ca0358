/** What went wrong, told by HTTP status or by the socket's error code, never by message text. */
export type EngineErrorCode =
  /** 404 */
  | "notFound"
  /** 409 */
  | "conflict"
  /** 400 */
  | "badRequest"
  /** 401 and 403 */
  | "forbidden"
  /** Any other status. */
  | "server"
  /** No answer: nothing listens, or the host is unknown. */
  | "unreachable"
  /** The socket may not be opened by this user. */
  | "denied"
  /** The engine is too old, or no Docker engine. */
  | "unsupported"
  /** The call was cancelled or ran into its deadline. */
  | "aborted"
  /** An error line inside a stream (pull, build, push), which has no status of its own. */
  | "stream";

/** Every failure that the Docker Engine or the way to it gives. The message is Docker's own. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: { cause?: unknown; status?: number; lines?: readonly string[] },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.status = options?.status;
    this.lines = options?.lines ?? [];
  }
  readonly status: number | undefined;
  /** Last output lines before the failure, for builds. */
  readonly lines: readonly string[];
}

export function isEngineError(error: unknown, code?: EngineErrorCode): error is EngineError {
  return error instanceof EngineError && (code === undefined || error.code === code);
}
