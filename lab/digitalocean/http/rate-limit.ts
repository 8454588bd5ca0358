import { ApiError } from "./answer";

const HOUR_SECONDS = 3600;
const MINUTE_SECONDS = 60;

/** So many calls an hour, and of them so many a minute. Each call counts for an hour after it was made. */
export class RateLimit {
  private calls: number[] = [];

  constructor(
    private readonly perHour: number,
    private readonly perMinute: number,
  ) {}

  /** Counts a call; throws where it is one too many. */
  count(now: number): void {
    this.calls = this.calls.filter((at) => at > now - HOUR_SECONDS * 1000);
    const lastMinute = this.calls.filter((at) => at > now - MINUTE_SECONDS * 1000);
    if (this.calls.length >= this.perHour) throw tooMany();
    if (lastMinute.length >= this.perMinute)
      throw tooMany(Math.ceil((lastMinute[0]! - now) / 1000 + MINUTE_SECONDS));
    this.calls.push(now);
  }

  headers(now: number): Record<string, string> {
    const oldest = this.calls[0] ?? now;
    return {
      "ratelimit-limit": String(this.perHour),
      "ratelimit-remaining": String(Math.max(0, this.perHour - this.calls.length)),
      "ratelimit-reset": String(Math.ceil(oldest / 1000) + HOUR_SECONDS),
    };
  }
}

export function tooMany(retryAfterSeconds?: number): ApiError {
  return new ApiError(429, "too_many_requests", "API rate limit exceeded.", {
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
  });
}
