import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { dockerodeTransport } from "../../../../../plugins/docker/client/dockerode-transport";
import type { EngineTransport } from "../../../../../plugins/docker/client/engine-request";

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
let server: Server;
let answers: Answer[];
let transport: EngineTransport;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-transport-"));
  const socketPath = join(dir, "docker.sock");
  server = createServer((_, response) => answers.shift()?.(response));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  transport = dockerodeTransport({ kind: "unix", socketPath });
});
afterEach(() => {
  transport.close();
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

  it("must be asked for once more where reading again is safe", async () => {
    answers = [cut, whole];
    expect(await transport.call({ method: "GET", path: "/x" })).toEqual({ whole: true });
    answers = [cut, cut];
    await expect(transport.call({ method: "GET", path: "/x" })).rejects.toMatchObject({
      code: "unreachable",
    });
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
