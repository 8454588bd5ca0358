import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { ApiClient } from "../../../../../../plugins/slipway/client/kubernetes/api-client";
import { runInPod } from "../../../../../../plugins/slipway/client/run/in-pod";

const PLACE = { namespace: "shop", pod: "web-1", container: "main" };
const ROOM = { maxOutputBytes: 10_000, timeoutSeconds: 30 };

let close: (() => void) | undefined;
afterEach(() => close?.());

/** What stands where an API server does: it says what is wrong, or hands over a connection. */
async function api(
  serve: (socket: WebSocket, query: URLSearchParams, path: string) => void,
  refuse?: { status: number; message: string },
): Promise<ApiClient> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (refuse !== undefined) {
      const body = JSON.stringify({ kind: "Status", message: refuse.message });
      socket.end(
        `HTTP/1.1 ${refuse.status} No\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    const url = new URL(request.url ?? "", "http://api");
    sockets.handleUpgrade(request, socket, head, (made) =>
      serve(made, url.searchParams, url.pathname),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  close = () => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  return new ApiClient({ context: "", namespace: "", server: `http://127.0.0.1:${port}` });
}

const framed = (channel: number, bytes: Buffer | string) =>
  Buffer.concat([Buffer.of(channel), Buffer.from(bytes)]);

/** As a kubelet does, with the shell of this machine. */
function kubelet(socket: WebSocket, query: URLSearchParams): void {
  const [program, ...args] = query.getAll("command");
  const child = spawn(program!, args);
  child.stdout.on("data", (chunk: Buffer) => socket.send(framed(1, chunk)));
  child.stderr.on("data", (chunk: Buffer) => socket.send(framed(2, chunk)));
  child.stdin.on("error", () => undefined);
  socket.on("message", (data: Buffer) => data[0] === 0 && child.stdin.write(data.subarray(1)));
  socket.on("close", () => child.stdin.end());
  child.on("close", () => {
    socket.send(framed(3, JSON.stringify({ status: "Success" })));
    socket.close();
  });
}

describe("runInPod", () => {
  it("must give both outputs apart, the exit code, variables and input", async () => {
    const asked: string[] = [];
    const client = await api((socket, query, path) => {
      asked.push(path, query.get("container") ?? "");
      kubelet(socket, query);
    });
    const input = "x".repeat(100_000);
    const result = await runInPod(
      client,
      PLACE,
    )({
      ...ROOM,
      argv: ["sh", "-c", 'echo "$WHO"; wc -c; echo careful >&2; exit 3'],
      env: { WHO: "me" },
      stdin: input,
    });
    expect(result).toMatchObject({ exitCode: 3, stdout: "me\n100000\n", stderr: "careful\n" });
    expect(asked).toEqual(["/api/v1/namespaces/shop/pods/web-1/exec", "main"]);
  });

  it("must end a command whose time is over", async () => {
    const client = await api(kubelet);
    const command = { ...ROOM, argv: ["sleep", "99"], timeoutSeconds: 1 };
    expect(await runInPod(client, PLACE)(command)).toMatchObject({ exitCode: undefined });
  });

  it("must say so where the container has no shell", async () => {
    const client = await api((socket) => {
      const message = "exec: no such file";
      socket.send(framed(3, JSON.stringify({ status: "Failure", message })));
      socket.close();
    });
    await expect(runInPod(client, PLACE)({ ...ROOM, argv: ["true"] })).rejects.toMatchObject({
      code: "unsupported",
      message:
        "container main of pod shop/web-1 can't start /bin/sh, which watches over commands there: exec: no such file",
    });
  });

  it("must say what the API server says against it", async () => {
    const refusal = { status: 403, message: 'pods "web-1" is forbidden' };
    const client = await api(() => undefined, refusal);
    await expect(runInPod(client, PLACE)({ ...ROOM, argv: ["true"] })).rejects.toMatchObject({
      code: "forbidden",
      message: refusal.message,
    });
  });

  it("must tell a command that was cut off, and a server that isn't there", async () => {
    const client = await api((socket, query) => {
      kubelet(socket, query);
      socket.on("message", () => setTimeout(() => socket.close(), 300));
    });
    const command = { ...ROOM, argv: ["sleep", "99"] };
    await expect(runInPod(client, PLACE)(command)).rejects.toMatchObject({ code: "conflict" });
    close?.();
    await expect(runInPod(client, PLACE)(command)).rejects.toMatchObject({ code: "unreachable" });
  });
});
