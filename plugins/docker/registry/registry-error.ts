/** What went wrong between here and a registry. */
export type RegistryErrorCode =
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "rateLimited"
  | "notSupported"
  | "untrusted"
  | "unreachable"
  | "aborted"
  | "server";

/** A failed call of a registry; the message is a sentence for the user. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  constructor(
    readonly code: RegistryErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export function isRegistryError(error: unknown, code: RegistryErrorCode): boolean {
  return error instanceof RegistryError && error.code === code;
}
