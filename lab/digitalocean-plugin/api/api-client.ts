import * as http from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

import { ApiFailure, ApiUnreachable } from "./api-failure";

export interface ApiClientOptions {
  endpoint: string;
  token: string;
  /** How often a call that failed is made again. */
  retries: number;
  /** Seconds between tries, least and most; DigitalOcean's own `retry-after` counts before. */
  waitMinSeconds: number;
  waitMaxSeconds: number;
}

export interface CallOptions {
  body?: unknown;
  signal?: AbortSignal;
}

const ANSWER_SECONDS = 60;
/** Those that may be made twice: what they ask for is the same afterwards. */
const REPEATABLE = ["GET", "PUT", "DELETE"];
const MOST_PER_PAGE = 200;

interface Answer {
  status: number;
  retryAfter?: number;
  body: unknown;
}

/** DigitalOcean's API. Waits where it says so, and asks again where that can do no harm. */
export class ApiClient {
  private readonly agent: http.Agent;
  private readonly transport: typeof http | typeof https;

  constructor(private readonly options: ApiClientOptions) {
    this.transport = options.endpoint.startsWith("https:") ? https : http;
    this.agent = new this.transport.Agent({ keepAlive: true });
  }

  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const { retries, waitMinSeconds, waitMaxSeconds, endpoint } = this.options;
    const what = `${method} ${path.split("?")[0]}`;
    for (let tries = 0; ; tries++) {
      const last = tries >= retries;
      const backoff = Math.min(waitMinSeconds * 2 ** tries, waitMaxSeconds);
      let answer: Answer;
      try {
        answer = await this.once(method, path, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (last || !REPEATABLE.includes(method)) throw new ApiUnreachable(endpoint, what, error);
        await sleep(backoff * 1000, undefined, { signal: options.signal });
        continue;
      }
      const { status, body, retryAfter } = answer;
      if (status < 400) return body as T;
      // With 429 nothing was done, whatever was asked for.
      const again = status === 429 || (status >= 500 && REPEATABLE.includes(method));
      if (last || !again) throw new ApiFailure(status, saidIn(body), what);
      await sleep((retryAfter ?? backoff) * 1000, undefined, { signal: options.signal });
    }
  }

  /** As {@link call} of GET, undefined where there is no such thing. */
  async find<T>(path: string, options?: CallOptions): Promise<T | undefined> {
    try {
      return await this.call<T>("GET", path, options);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** What is answered in another form than JSON. */
  async text(path: string, options?: CallOptions): Promise<string> {
    return (await this.call<{ text: string }>("GET", path, options)).text;
  }

  /** Deletes what may be gone already. */
  async remove(path: string, options?: CallOptions): Promise<void> {
    try {
      await this.call("DELETE", path, options);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }

  /** A list, all of its pages. */
  async list<T>(path: string, key: string, options?: CallOptions): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; ; page++) {
      const mark = path.includes("?") ? "&" : "?";
      const found = await this.call<Record<string, unknown> & { links?: Links }>(
        "GET",
        `${path}${mark}page=${page}&per_page=${MOST_PER_PAGE}`,
        options,
      );
      all.push(...((found[key] ?? []) as T[]));
      if (found.links?.pages?.next === undefined) return all;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private once(method: string, path: string, { body, signal }: CallOptions): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = this.transport.request(
        `${this.options.endpoint.replace(/\/$/, "")}${path}`,
        {
          method,
          agent: this.agent,
          signal,
          timeout: ANSWER_SECONDS * 1000,
          headers: {
            authorization: `Bearer ${this.options.token}`,
            ...(text !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(text),
            }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const retryAfter = Number(response.headers["retry-after"]);
            resolve({
              status: response.statusCode ?? 0,
              ...(retryAfter > 0 && { retryAfter }),
              body: parsed(
                Buffer.concat(chunks).toString("utf8"),
                response.headers["content-type"] ?? "",
              ),
            });
          });
        },
      );
      request.on("timeout", () => request.destroy(new Error(`no answer in ${ANSWER_SECONDS} s`)));
      request.on("error", reject);
      request.end(text);
    });
  }
}

interface Links {
  pages?: { next?: string };
}

export function isAbsent(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 404;
}

function parsed(text: string, type: string): unknown {
  if (/yaml/.test(type)) return { text };
  try {
    return text === "" ? {} : (JSON.parse(text) as unknown);
  } catch {
    return { message: text.slice(0, 200) };
  }
}

function saidIn(body: unknown): string {
  const { message, id } = (body ?? {}) as { message?: string; id?: string };
  return message ?? id ?? "nothing more";
}
