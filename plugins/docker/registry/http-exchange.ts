import * as http from "node:http";
import * as https from "node:https";

import type { RegistryTrust } from "./registry-trust";

/** A registry that stays silent for so long doesn't answer at all. */
const SILENCE_MS = 30_000;
/** Manifests are at most 4 MiB by the specification. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_REDIRECTS = 5;

export interface HttpRequest {
  method: "GET" | "HEAD" | "POST" | "DELETE";
  url: URL;
  headers?: Record<string, string>;
  body?: string;
  trust?: RegistryTrust;
  /** Takes any certificate. */
  insecure?: boolean;
  signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** One request to its end, redirects included. A login goes nowhere but to the host it is for. */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  let current = request;
  for (let redirects = 0; ; redirects++) {
    const answer = await once(current);
    const { location } = answer.headers;
    const redirected = answer.status >= 300 && answer.status < 400 && location !== undefined;
    if (!redirected || redirects >= MAX_REDIRECTS) return answer;
    const url = new URL(location, current.url);
    const { Authorization: _, ...others } = current.headers ?? {};
    const headers = url.origin === current.url.origin ? current.headers : others;
    const { trust, ...rest } = current;
    const sameHost = url.host === current.url.host;
    current = { ...rest, url, ...(headers && { headers }), ...(trust && sameHost && { trust }) };
  }
}

function once({
  method,
  url,
  headers,
  body,
  trust,
  insecure,
  signal,
}: HttpRequest): Promise<HttpAnswer> {
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const call = (secure ? https : http).request(
      url,
      {
        method,
        headers: { "User-Agent": "slipway", ...headers },
        timeout: SILENCE_MS,
        ...(signal && { signal }),
        ...(secure && { ...trust, rejectUnauthorized: !insecure }),
        // A connection of its own: a handful of requests isn't worth sockets that would keep a process alive.
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BODY_BYTES) call.destroy(new Error("the answer is too long"));
          else chunks.push(chunk);
        });
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    call.on("timeout", () =>
      call.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })),
    );
    call.on("error", reject);
    call.end(body);
  });
}
