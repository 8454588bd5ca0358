import type { EngineError } from "./engine-error";
import type { EngineRequest } from "./engine-request";

/** True where a call that failed so can't have done anything yet, or may do it twice. */
export function mayRepeat(request: EngineRequest, { cause }: EngineError): boolean {
  const { code, syscall } = (cause ?? {}) as { code?: string; syscall?: string };
  const body = request.file;
  // A stream that was read can't be read again.
  if (request.signal?.aborted || (body !== undefined && !Buffer.isBuffer(body))) return false;
  // The connection was never made, so nothing was sent.
  if (syscall === "connect" || syscall === "getaddrinfo") return true;
  // The other end had closed it before the request was out, and nobody acts on a half.
  if (code === "EPIPE" && body === undefined) return true;
  // A kept-alive connection may have died while idle, as when the engine was restarted.
  return request.method === "GET" && code !== undefined && BROKEN.has(code);
}

const BROKEN: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"]);
