/** `Status` of the API server: what it answers in the place of an object. */
export interface ApiStatus {
  message?: string;
  reason?: string;
  code?: number;
  details?: { causes?: { reason?: string; message?: string; field?: string }[] };
}

/** The API server refused a call. */
export class ApiError extends Error {
  readonly reason: string | undefined;
  readonly causes: { reason?: string; message?: string; field?: string }[];

  constructor(
    readonly status: number,
    body: ApiStatus,
    call: string,
  ) {
    super(body.message ?? `${call} was answered with status ${status}`);
    this.name = "ApiError";
    this.reason = body.reason;
    this.causes = body.details?.causes ?? [];
  }
}

/** The API server could not be reached, or went away in the middle of an answer. */
export class ApiUnreachable extends Error {
  constructor(server: string, cause: Error) {
    super(`the cluster's API server ${server} does not answer: ${cause.message}`, { cause });
    this.name = "ApiUnreachable";
  }
}
