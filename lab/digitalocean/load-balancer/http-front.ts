import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";

import type { BackendPool, Member } from "./backend-pool";
import { openBackend } from "./open-backend";
import type { Listener, ProxyPlan } from "./proxy-plan";

const DEFAULT_COOKIE = "DO-LB";
const DEFAULT_COOKIE_SECONDS = 300;

/** What is as it is now, whatever it was when a listener was opened. */
export interface Current {
  plan: ProxyPlan;
  pool: BackendPool;
}

/** A listener that looks into requests: for each of them another backend may do. */
export function httpFront(listener: Listener, now: () => Current): http.Server {
  const serve = (request: http.IncomingMessage, response: http.ServerResponse) =>
    void forward(listener, now(), request, response);
  const server =
    listener.kind === "https"
      ? https.createServer({ ...listener.tls }, serve)
      : http.createServer(serve);
  server.on("upgrade", (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    void upgrade(listener, now(), request, socket, head);
  });
  server.keepAliveTimeout = now().plan.idleTimeoutSeconds * 1000;
  return server;
}

async function forward(
  listener: Listener,
  { plan, pool }: Current,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  if (plan.redirectToHttps && listener.kind === "http") {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    response.writeHead(307, { location: `https://${host}${request.url ?? "/"}` }).end();
    return;
  }
  const opened = await open(listener, plan, pool, request);
  if (opened === undefined) {
    response.writeHead(503, { "content-type": "text/html" });
    response.end("<html><body><h1>503 Service Unavailable</h1></body></html>\n");
    return;
  }
  const { socket, member } = opened;
  const backend = http.request({
    createConnection: () => socket,
    method: request.method,
    path: request.url,
    headers: { ...headersFor(listener, request), connection: "close" },
    setHost: false,
  });
  backend.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, {
      ...withoutHop(answer.headers),
      ...cookieFor(plan, member),
    });
    answer.pipe(response);
  });
  backend.on("error", () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.on("close", () => backend.destroy());
  request.pipe(backend);
}

async function upgrade(
  listener: Listener,
  { plan, pool }: Current,
  request: http.IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  const opened = await open(listener, plan, pool, request);
  if (opened === undefined) {
    client.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    return;
  }
  const { socket } = opened;
  const headers = { ...request.headers, ...forwardedBy(listener, request) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  socket.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  socket.write(head);
  socket.pipe(client).pipe(socket);
  socket.on("error", () => client.destroy());
  client.on("error", () => socket.destroy());
}

async function open(
  { target }: Listener,
  plan: ProxyPlan,
  pool: BackendPool,
  request: http.IncomingMessage,
): Promise<{ socket: Socket; member: Member } | undefined> {
  const candidates = pool.candidates(stuckTo(plan, request));
  const opened = await openBackend(candidates, target.port);
  if (opened === undefined) return undefined;
  if (plan.proxyProtocol) opened.socket.write(proxyHeader(request.socket));
  if (!target.tls) return opened;
  // As DigitalOcean's own, it doesn't look at the backend's certificate.
  const socket = connectTls({ socket: opened.socket, rejectUnauthorized: false });
  return { ...opened, socket };
}

function stuckTo({ sticky }: ProxyPlan, { headers }: http.IncomingMessage): number | undefined {
  if (sticky.type !== "cookies") return undefined;
  const name = sticky.cookie_name ?? DEFAULT_COOKIE;
  const cookies = (headers.cookie ?? "").split(/;\s*/);
  const own = cookies.find((cookie) => cookie.startsWith(`${name}=`));
  return own === undefined ? undefined : Number(own.slice(name.length + 1));
}

function cookieFor({ sticky }: ProxyPlan, { id }: Member): http.OutgoingHttpHeaders {
  if (sticky.type !== "cookies") return {};
  const { cookie_name = DEFAULT_COOKIE, cookie_ttl_seconds = DEFAULT_COOKIE_SECONDS } = sticky;
  return { "set-cookie": `${cookie_name}=${id}; path=/; max-age=${cookie_ttl_seconds}; HttpOnly` };
}

function headersFor(listener: Listener, request: http.IncomingMessage) {
  return { ...withoutHop(request.headers), ...forwardedBy(listener, request) };
}

function forwardedBy({ kind, port }: Listener, { socket, headers }: http.IncomingMessage) {
  const from = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const before = headers["x-forwarded-for"];
  return {
    "x-forwarded-for": before === undefined ? from : `${String(before)}, ${from}`,
    "x-forwarded-proto": kind,
    "x-forwarded-port": String(port),
  };
}

/** Headers that are about one connection alone. */
function withoutHop(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...rest } = headers;
  // Where there is no length, the body is sent in chunks again.
  return rest;
}

/** What the PROXY protocol says before anything else: who is at the other end. */
export function proxyHeader(socket: Socket): string {
  const plain = (address = "0.0.0.0") => address.replace(/^::ffff:/, "");
  const { remoteAddress, localAddress, remotePort, localPort } = socket;
  return `PROXY TCP4 ${plain(remoteAddress)} ${plain(localAddress)} ${remotePort} ${localPort}\r\n`;
}
