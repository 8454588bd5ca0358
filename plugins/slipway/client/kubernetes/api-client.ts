import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { ApiError, ApiUnreachable, type ApiStatus } from "./api-error";
import { execLogin, type Credentials } from "./exec-login";
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
  private session: Promise<Session> | undefined;

  constructor(readonly access: ClusterAccess) {}

  /** Any call. Throws {@link ApiError} where the server refuses it and {@link ApiUnreachable} where it isn't there. */
  async call<T>(path: string, options: ApiRequest = {}): Promise<T> {
    const { status, body, warnings } = await this.send(path, options);
    for (const warning of warnings) options.onWarning?.(warning);
    if (status >= 200 && status < 300) return (options.text ? body : JSON.parse(body)) as T;
    throw new ApiError(status, statusOf(body), `${options.method ?? "GET"} ${path}`);
  }

  /** An answer that comes bit by bit, on a connection of its own. Throws as {@link call} does. */
  async stream(
    path: string,
    query: Record<string, string | undefined>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const { tls, headers } = await this.open();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${this.access.server}${path}${searchOf(query)}`;
      const sent = request(url, { ...tls, agent: false, headers, signal }, resolve);
      sent.setTimeout(CALL_SECONDS * 1000, () =>
        sent.destroy(new Error(`no answer for ${CALL_SECONDS} s`)),
      );
      sent.on("error", (error) =>
        reject(signal.aborted ? error : new ApiUnreachable(this.access.server, error)),
      );
      sent.end();
    });
    // What is followed may be silent for as long as it likes.
    answer.setTimeout(0);
    answer.socket.setTimeout(0);
    answer.socket.setKeepAlive(true, CALL_SECONDS * 1000);
    const { statusCode = 0 } = answer;
    if (statusCode >= 200 && statusCode < 300) return answer;
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    throw new ApiError(statusCode, statusOf(Buffer.concat(chunks).toString()), `GET ${path}`);
  }

  /** What a connection of another kind is opened with. Throws where the login fails. */
  async credentials(): Promise<Pick<Session, "tls" | "headers">> {
    return this.open();
  }

  close(): void {
    this.session?.then(
      ({ agent }) => agent.destroy(),
      () => undefined,
    );
    this.session = undefined;
  }

  /** Logs in with the first call; a login that failed is tried again with the next. */
  private open() {
    if (this.session === undefined) {
      const opening = this.logIn();
      this.session = opening;
      opening.catch(() => (this.session = undefined));
    }
    return this.session;
  }

  private async logIn(): Promise<Session> {
    const { login, ca, insecure, certificate, key, token } = this.access;
    const given: Credentials =
      login === undefined ? { certificate, key, token } : await execLogin(login);
    const tls = {
      ca,
      cert: given.certificate,
      key: given.key,
      rejectUnauthorized: insecure !== true,
    };
    const headers: Record<string, string> =
      given.token === undefined ? {} : { authorization: `Bearer ${given.token}` };
    return { agent: new Agent({ keepAlive: true, maxSockets: 20, ...tls }), tls, headers };
  }

  private async send(path: string, options: ApiRequest) {
    const { agent, headers: login } = await this.open();
    const { method = "GET", query = {}, body, signal } = options;
    const headers: Record<string, string> = {
      ...login,
      accept: options.text ? "*/*" : "application/json",
    };
    const payload = body === undefined ? undefined : JSON.stringify(body);
    if (payload !== undefined) {
      headers["content-type"] = options.contentType ?? "application/json";
      // Node.js doesn't send it by itself with a DELETE.
      headers["content-length"] = String(Buffer.byteLength(payload));
    }
    return new Promise<{ status: number; body: string; warnings: string[] }>((resolve, reject) => {
      const fail = (error: Error) =>
        reject(signal?.aborted ? error : new ApiUnreachable(this.access.server, error));
      const sent = request(
        `${this.access.server}${path}${searchOf(query)}`,
        { method, headers, agent, signal, timeout: CALL_SECONDS * 1000 },
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

/** A login, as connections take it. */
interface Session {
  agent: Agent;
  tls: { ca?: string; cert?: string; key?: string; rejectUnauthorized: boolean };
  headers: Record<string, string>;
}

function searchOf(query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((each): each is [string, string] => !!each[1]);
  return given.length > 0 ? `?${new URLSearchParams(given).toString()}` : "";
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
