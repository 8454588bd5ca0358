import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pingEngine } from "../../../toolchain/docker/ping";

let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-ping-"));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listen(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const socket = join(folder, "docker.sock");
  server = createServer(answer);
  await new Promise<void>((done) => server!.listen(socket, done));
  return `unix://${socket}`;
}

test("an engine must tell its version", async () => {
  const host = await listen((_request, response) =>
    response.end(JSON.stringify({ Version: "27.0.1", ApiVersion: "1.46", Os: "linux" })),
  );
  expect(await pingEngine({ host, from: "test" })).toEqual({
    kind: "ready",
    version: "27.0.1",
    apiVersion: "1.46",
    os: "linux",
  });
});

test("an engine that says nothing must not be waited for", async () => {
  const host = await listen(() => undefined);
  const state = await pingEngine({ host, from: "test" }, 100);
  expect(state).toEqual({ kind: "silent", reason: "no answer within 100 ms" });
});

test("something that is no engine must be told from none", async () => {
  const host = await listen((_request, response) => response.end("<html>"));
  expect((await pingEngine({ host, from: "test" })).kind).toBe("silent");
  expect(await pingEngine({ host: `unix://${folder}/gone.sock`, from: "test" })).toEqual({
    kind: "absent",
    reason: "ENOENT",
  });
});
