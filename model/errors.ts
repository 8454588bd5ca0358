/** What went wrong, for code that has to tell errors apart; message texts may change, codes don't. */
export type ErrorCode =
  | "CONTEXT_MISSING"
  | "CONTEXT_NOT_A_FOLDER"
  | "CONTEXT_UNREADABLE"
  | "DOCKERFILE_MISSING"
  | "CONFIG_INVALID";

/** An error a user can mend: its message is one sentence that says where, what and how. */
export class SlipwayError extends Error {
  override readonly name = "SlipwayError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
