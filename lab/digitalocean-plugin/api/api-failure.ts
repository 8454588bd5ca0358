/** The API has answered, and it was no. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    /** What it says itself. */
    readonly said: string,
    what: string,
  ) {
    super(`${what}: ${sentence(status, said)}`);
    this.name = "ApiFailure";
  }
}

function sentence(status: number, said: string): string {
  if (status === 401)
    return "DigitalOcean doesn't know the token (401); set digitalocean:token, or DIGITALOCEAN_TOKEN, to one that is valid";
  if (status === 429)
    return "DigitalOcean's limit of calls is still reached after all tries (429); wait a while and run it again";
  return `DigitalOcean says: ${said.replace(/\.$/, "")} (${status})`;
}

/** The API hasn't answered. */
export class ApiUnreachable extends Error {
  constructor(endpoint: string, what: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    super(`${what}: ${endpoint} doesn't answer (${reason})`, { cause });
    this.name = "ApiUnreachable";
  }
}
