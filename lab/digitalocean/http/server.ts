import { randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import type { Faults } from "../faults";
import { ApiError, type Answer } from "./answer";
import type { RateLimit } from "./rate-limit";
import { findRoute, type Routes } from "./routes";

const MOST_BYTES = 1 << 20;

export interface ApiServerOptions {
  endpoint: string;
  token: string;
  routes: Routes;
  /** Calls of the lab itself, which no fault and no limit touches. */
  ownRoutes: Routes;
  limit: RateLimit;
  faults: Faults;
}

/** The API's front: who asks, how often, and what for. */
export function apiServer(options: ApiServerOptions): Server {
  return createServer((request, response) => void serve(options, request, response));
}

async function serve(
  options: ApiServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const { limit, faults } = options;
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", options.endpoint);
  const own = url.pathname.startsWith("/lab/");
  let answer: Answer;
  let headers: Record<string, string> = {};
  try {
    mayAsk(request, options.token);
    if (!own) {
      limit.count(Date.now());
      await sleep(faults.answerDelayMs);
      faults.beforeCall(method, url.pathname);
    }
    const routes = own ? options.ownRoutes : options.routes;
    const { route, params } = findRoute(routes, method === "HEAD" ? "GET" : method, url.pathname);
    const body = await readBody(request);
    const { endpoint } = options;
    answer = await route({
      ...{ method, params, body, endpoint },
      path: url.pathname,
      query: url.searchParams,
    });
  } catch (error) {
    const failure = error instanceof ApiError ? error : unexpected(error);
    headers = failure.headers;
    const { id, message } = failure;
    answer = { status: failure.status, body: { id, message, request_id: requestId } };
  }
  if (!own && faults.losesAnswer(method, url.pathname)) {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, {
    ...limit.headers(Date.now()),
    ...headers,
    "x-request-id": requestId,
    ...(answer.body !== undefined && { "content-type": "application/json; charset=utf-8" }),
    ...(answer.text !== undefined && { "content-type": "application/yaml" }),
  });
  response.end(answer.body === undefined ? answer.text : JSON.stringify(answer.body));
}

function unexpected(error: unknown): ApiError {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return new ApiError(500, "server_error", "Unexpected server-side error");
}

function mayAsk({ headers }: IncomingMessage, token: string): void {
  const given = Buffer.from(/^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new ApiError(401, "unauthorized", "Unable to authenticate you");
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new ApiError(413, "too_large", "The request is too large.");
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    throw new ApiError(400, "bad_request", "error parsing request body");
  }
}
