import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { accessOf } from "../../../../lab/digitalocean/load-balancer/access";
import { BackendPool } from "../../../../lab/digitalocean/load-balancer/backend-pool";
import { httpFront } from "../../../../lab/digitalocean/load-balancer/http-front";
import type { Listener, ProxyPlan } from "../../../../lab/digitalocean/load-balancer/proxy-plan";
import { tcpFront } from "../../../../lab/digitalocean/load-balancer/tcp-front";

let backends: Server;
let plan: ProxyPlan;
let pool: BackendPool;
let front: { close(): unknown; address(): unknown };

/** Both backends are one server, that knows by its own address which one was meant. */
beforeEach(async () => {
  backends = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const from = request.headers["x-forwarded-for"];
      response.end(`${request.socket.localAddress} ${request.method} ${String(from)} ${body}`);
    });
  }).listen(0, "0.0.0.0");
  await once(backends, "listening");
  const { port } = backends.address() as AddressInfo;
  plan = {
    listeners: [],
    backends: [
      { id: 1, address: "127.0.0.1" },
      { id: 2, address: "127.0.0.2" },
    ],
    health: {
      ...{ protocol: "http", port, path: "/", check_interval_seconds: 300 },
      ...{ response_timeout_seconds: 3, unhealthy_threshold: 2, healthy_threshold: 2 },
    },
    sticky: { type: "none" },
    ...{ redirectToHttps: false, proxyProtocol: false, leastConnections: false },
    ...{ idleTimeoutSeconds: 60, allow: [], deny: [] },
  };
});
afterEach(() => {
  pool?.stop();
  front?.close();
  backends.close();
  backends.closeAllConnections();
});

async function start(kind: "http" | "tcp" = "http"): Promise<string> {
  const { port } = backends.address() as AddressInfo;
  const listener: Listener = { port: 0, kind, target: { port, tls: false } };
  pool = new BackendPool(plan);
  const now = () => ({ plan, pool });
  const server = kind === "tcp" ? tcpFront(listener, now) : httpFront(listener, now);
  front = server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const healthy = plan.backends.filter(({ address }) => address !== "127.0.0.3").length;
  await expect.poll(() => pool.candidates().length).toBe(healthy);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const asked = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, { ...init, redirect: "manual" });
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe("a proxy of HTTP", () => {
  it("must take backends in turn, with who asked and what was sent", async () => {
    const url = await start();
    const replies = [];
    for (let n = 0; n < 4; n++) replies.push(await asked(url, { method: "POST", body: `n${n}` }));
    expect(new Set(replies.map(({ text }) => text.split(" ")[0])).size).toBe(2);
    expect(replies[3]?.text).toMatch(/^127\.0\.0\.\d POST 127\.0\.0\.1 n3$/);
  });

  it("must go on to the next backend where one doesn't take connections", async () => {
    const url = await start();
    // Nothing has told it yet that there is nobody.
    plan.backends[0]!.address = "127.0.0.1";
    const [first] = pool.candidates();
    first!.address = "0.0.0.1";
    for (let n = 0; n < 4; n++) expect((await asked(url)).status).toBe(200);
  });

  it("must say 503 where no backend is healthy", async () => {
    plan.backends = [];
    expect((await asked(await start())).status).toBe(503);
  });

  it("must keep a client at one backend by its cookie", async () => {
    plan.sticky = { type: "cookies", cookie_name: "LB", cookie_ttl_seconds: 9 };
    const url = await start();
    const cookie = (await asked(url)).headers.get("set-cookie")!;
    expect(cookie).toMatch(/^LB=[12]; path=\/; max-age=9; HttpOnly$/);
    const own = { headers: { cookie: cookie.split(";")[0]! } };
    const texts = new Set<string>();
    for (let n = 0; n < 4; n++) texts.add((await asked(url, own)).text);
    expect(texts.size).toBe(1);
  });

  it("must send to https where it is to", async () => {
    plan.redirectToHttps = true;
    const { status, headers } = await asked(`${await start()}a?b`);
    expect([status, headers.get("location")]).toEqual([307, "https://127.0.0.1/a?b"]);
  });
});

describe("a proxy of TCP", () => {
  it("must hand on what comes, with the PROXY protocol's line before where it is to", async () => {
    expect((await asked(await start("tcp"))).text).toMatch(/^127\.0\.0\.\d GET undefined $/);
    pool.stop();
    front.close();
    const lines: string[] = [];
    const raw = createTcpServer((socket) =>
      socket.once("data", (data: Buffer) => {
        lines.push(data.toString());
        socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
      }),
    ).listen(0, "0.0.0.0");
    await once(raw, "listening");
    plan.proxyProtocol = true;
    plan.health.protocol = "tcp";
    const { port } = raw.address() as AddressInfo;
    pool = new BackendPool(plan);
    await expect.poll(() => pool.candidates().length).toBe(2);
    const server = tcpFront({ port: 0, kind: "tcp", target: { port, tls: false } }, () => ({
      ...{ plan, pool },
    }));
    front = server;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await asked(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    raw.close();
    expect(lines[0]).toMatch(/^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\n/);
  });
});

it.each([
  [[], [], true],
  [[], ["ip:1.2.3.4"], false],
  [["cidr:1.2.0.0/16"], ["ip:1.2.3.4"], true],
  [["ip:9.9.9.9"], [], false],
])("must allow %j and deny %j", (allow, deny, expected) => {
  expect(accessOf(allow, deny)("::ffff:1.2.3.4")).toBe(expected);
});
