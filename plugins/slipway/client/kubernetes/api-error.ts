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
  /** False where no waiting helps: the server shows a certificate that is not to be trusted. */
  readonly mayPass: boolean;

  constructor(server: string, cause: Error) {
    super(`the cluster's API server ${server} does not answer: ${cause.message}`, { cause });
    this.name = "ApiUnreachable";
    const { code = "" } = cause as NodeJS.ErrnoException;
    this.mayPass = !/CERT|^ERR_TLS|UNABLE_TO_(GET|VERIFY)/.test(code);
  }
}
