import { Agent, request } from "node:https";
import { ApiError, ApiUnreachable, type ApiStatus } from "./api-error";
import type { ClusterAccess } from "./kubeconfig";

export interface ApiRequest {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Record<string, string | undefined>;
  body?: unknown;
  /** Defaults to JSON; a patch says which kind it is. */
  contentType?: string;
  /** Resolves with the text of the answer instead of what it says as JSON. Defaults to false. */
  text?: boolean;
  signal?: AbortSignal;
  /** Called with each warning that the server sends along. */
  onWarning?: (text: string) => void;
}

const CALL_SECONDS = 30;

/**
 * Calls of the Kubernetes API over Node's own https. The usual client library takes 83 MB and, in its present version,
 * doesn't start on Node 20.
 */
export class ApiClient {
  private readonly agent: Agent;

  constructor(readonly access: ClusterAccess) {
    this.agent = new Agent({
      keepAlive: true,
      maxSockets: 20,
      ca: access.ca,
      cert: access.certificate,
      key: access.key,
      rejectUnauthorized: access.insecure !== true,
    });
  }

  /** Any call. Throws {@link ApiError} where the server refuses it and {@link ApiUnreachable} where it isn't there. */
  async call<T>(path: string, options: ApiRequest = {}): Promise<T> {
    const { status, body, warnings } = await this.send(path, options);
    for (const warning of warnings) options.onWarning?.(warning);
    if (status >= 200 && status < 300) return (options.text ? body : JSON.parse(body)) as T;
    throw new ApiError(status, statusOf(body), `${options.method ?? "GET"} ${path}`);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(path: string, options: ApiRequest) {
    const { method = "GET", query = {}, body, signal } = options;
    const given = Object.entries(query).filter((each): each is [string, string] => !!each[1]);
    const search = given.length > 0 ? `?${new URLSearchParams(given).toString()}` : "";
    const headers: Record<string, string> = { accept: options.text ? "*/*" : "application/json" };
    const payload = body === undefined ? undefined : JSON.stringify(body);
    if (payload !== undefined) {
      headers["content-type"] = options.contentType ?? "application/json";
      // Node.js doesn't send it by itself with a DELETE.
      headers["content-length"] = String(Buffer.byteLength(payload));
    }
    if (this.access.token !== undefined) headers["authorization"] = `Bearer ${this.access.token}`;
    return new Promise<{ status: number; body: string; warnings: string[] }>((resolve, reject) => {
      const fail = (error: Error) =>
        reject(signal?.aborted ? error : new ApiUnreachable(this.access.server, error));
      const sent = request(
        `${this.access.server}${path}${search}`,
        { method, headers, agent: this.agent, signal, timeout: CALL_SECONDS * 1000 },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", fail);
          answer.on("end", () =>
            resolve({
              status: answer.statusCode ?? 0,
              body: Buffer.concat(chunks).toString(),
              warnings: warningsOf(answer.headers["warning"]),
            }),
          );
        },
      );
      sent.on("timeout", () => sent.destroy(new Error(`no answer for ${CALL_SECONDS} s`)));
      sent.on("error", fail);
      sent.end(payload);
    });
  }
}

/** `299 - "text"`, several of them joined by commas. */
function warningsOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(", ") : (header ?? "");
  return [...text.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    match[1]!.replace(/\\(.)/g, "$1"),
  );
}

function statusOf(body: string): ApiStatus {
  try {
    return JSON.parse(body) as ApiStatus;
  } catch {
    return { message: body.trim() || undefined };
  }
}
