/** What a call is answered with. */
export interface Answer {
  status: number;
  /** None with 204. */
  body?: object;
  /** Instead of a body, where it isn't JSON. */
  text?: string;
}

/** A call that fails, as the API says it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** Such as `not_found`. */
    readonly id: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export const ok = (body: object): Answer => ({ status: 200, body });
export const created = (body: object): Answer => ({ status: 201, body });
export const accepted = (body?: object): Answer => ({ status: 202, body });
export const NO_CONTENT: Answer = { status: 204 };

export function notFound(): ApiError {
  return new ApiError(404, "not_found", "The resource you requested could not be found.");
}

export function unprocessable(message: string): ApiError {
  return new ApiError(422, "unprocessable_entity", message);
}

export function conflict(message: string): ApiError {
  return new ApiError(409, "conflict", message);
}
