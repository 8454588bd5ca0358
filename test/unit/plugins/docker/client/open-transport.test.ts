import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EngineTransport } from "../../../../../plugins/docker/client/engine-request";
import { openTransport } from "../../../../../plugins/docker/client/open-transport";

type Answer = (response: ServerResponse) => void;

/** Sends the head and a part of the body, then dies, as an engine that is killed does. */
const cut: Answer = (response) => {
  response.writeHead(200, { "Content-Length": "100" });
  response.write('{"half":', () => response.socket?.destroy());
};
const whole: Answer = (response) => response.end('{"whole":true}');
const refused: Answer = (response) => {
  response.writeHead(409);
  response.end('{"message":"the name is taken"}');
};

let dir: string;
let socketPath: string;
let server: Server;
let asked: string[];
let answers: Answer[];
let apiVersion: string | undefined;
let transport: EngineTransport;

function engine(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? "").replace(/\?.*/, "");
  asked.push(path);
  if (path !== "/_ping") return answers.shift()?.(response);
  if (apiVersion !== undefined) response.setHeader("Api-Version", apiVersion);
  response.end("OK");
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-transport-"));
  socketPath = join(dir, "docker.sock");
  asked = [];
  answers = [];
  apiVersion = "1.41";
  server = createServer(engine);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  transport = openTransport({ kind: "unix", socketPath });
});
afterEach(() => {
  vi.restoreAllMocks();
  transport.close();
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("an answer that breaks off", () => {
  it("must fail a call that may have done its work", async () => {
    answers = [cut, whole];
    await expect(transport.call({ method: "POST", path: "/x" })).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("broke off") as string,
    });
  });

  it("must be asked for again where reading again is safe, but not for ever", async () => {
    answers = [cut, whole];
    expect(await transport.call({ method: "GET", path: "/x" })).toEqual({ whole: true });
    answers = [cut, cut, cut, whole];
    await expect(transport.call({ method: "GET", path: "/x" })).rejects.toMatchObject({
      code: "unreachable",
    });
  });
});

describe("a call that is never answered, though the engine is well", () => {
  it("must end by its own deadline, and say what wasn't done", async () => {
    const deadline = { seconds: 0.2, what: "stop the container 0123456789ab" };
    answers = [() => undefined, whole];
    await expect(
      transport.call({ method: "POST", path: "/x/stop", deadline }),
    ).rejects.toMatchObject({
      code: "aborted",
      message: expect.stringMatching(
        /^Docker at unix:\S+ didn't stop the container 0123456789ab within 0.2 s/,
      ) as string,
    });
    expect(await transport.call({ method: "POST", path: "/y", deadline })).toEqual({ whole: true });
  });

  it("must end a removal that has no deadline of its own after ten minutes", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const asked = vi
      .spyOn(AbortSignal, "timeout")
      .mockImplementation((milliseconds) => timeout(milliseconds === 600_000 ? 200 : milliseconds));
    answers = [() => undefined];
    await expect(transport.call({ method: "DELETE", path: "/containers/x" })).rejects.toMatchObject(
      {
        code: "aborted",
        message: expect.stringContaining("didn't remove /containers/x within 600 s") as string,
      },
    );
    expect(asked).toHaveBeenCalledWith(600_000);
  });
});

describe("an answer", () => {
  it("must carry Docker's own words where it is a refusal", async () => {
    answers = [refused];
    await expect(transport.call({ method: "POST", path: "/x" })).rejects.toMatchObject({
      code: "conflict",
      status: 409,
      message: "the name is taken",
    });
  });

  it("may be empty", async () => {
    answers = [(response) => response.writeHead(204).end()];
    expect(await transport.call({ method: "POST", path: "/x" })).toBeUndefined();
  });
});

describe("the version of the API", () => {
  it("must be asked for once, for all calls together", async () => {
    answers = [whole, whole, whole];
    await Promise.all([1, 2, 3].map((n) => transport.call({ method: "GET", path: `/${n}` })));
    expect(asked.filter((url) => url === "/_ping")).toHaveLength(1);
    expect(asked.filter((url) => url !== "/_ping").sort()).toEqual([
      "/v1.41/1",
      "/v1.41/2",
      "/v1.41/3",
    ]);
  });

  it("must be the newest that both know", async () => {
    apiVersion = "1.99";
    expect(await transport.apiVersion()).toBe("1.51");
  });

  it("must be refused where the engine's is too old, with both", async () => {
    apiVersion = "1.40";
    await expect(transport.call({ method: "GET", path: "/x" })).rejects.toMatchObject({
      code: "unsupported",
      message: `the engine at unix://${socketPath} speaks Docker API 1.40, and this plugin needs 1.41 (Docker 20.10) or newer: update Docker there`,
    });
    expect(asked).toEqual(["/_ping"]);
  });

  it("must show what is no engine", async () => {
    apiVersion = undefined;
    await expect(transport.apiVersion()).rejects.toThrow("is no Docker engine");
  });
});

describe("an engine that isn't there", () => {
  it("must be asked once for all calls, and not again for a while", async () => {
    rmSync(dir, { recursive: true });
    const calls = () =>
      Promise.allSettled([1, 2].map(() => transport.call({ method: "GET", path: "/x" })));
    const [first] = await calls();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(first).toMatchObject({ status: "rejected", reason: { code: "unreachable" } });
    const [second] = await calls();
    expect((second as PromiseRejectedResult).reason).toBe((first as PromiseRejectedResult).reason);
  });

  it("must be waited for where it was there before, also by calls that are no reads", async () => {
    answers = [whole];
    await transport.call({ method: "GET", path: "/x" });
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const call = transport.call({ method: "POST", path: "/y" });
    setTimeout(() => {
      server = createServer(engine).listen(socketPath);
      answers = [whole];
    }, 300);
    expect(await call).toEqual({ whole: true });
    expect(asked.filter((url) => url === "/v1.41/y")).toHaveLength(1);
  });
});
