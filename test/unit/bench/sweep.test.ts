import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngineApi, EngineError, engineSocket } from "../../../bench/docker/engine-api";
import { sweep } from "../../../bench/docker/sweep";
import { BENCH_LABEL } from "../../../bench/workload";

let dir: string;
let server: Server;
let api: EngineApi;
let deleted: string[];
let refuse: Record<string, number>;

const labelled = (base: string) => ({ [BENCH_LABEL]: base });
const LISTS: Record<string, unknown> = {
  "/containers/json": [
    { Id: "a", Names: ["/anything"], Labels: labelled("slipway-bench-x-1") },
    { Id: "b", Names: ["/slipway-bench-x-1-c0"], Labels: {} },
    { Id: "c", Names: ["/slipway-bench-x-10-c0"], Labels: labelled("slipway-bench-x-10") },
    { Id: "d", Names: ["/web"], Labels: { app: "slipway-bench-x-1" } },
    { Id: "e", Names: ["/my-slipway-bench-x-1"], Labels: null },
  ],
  "/volumes": {
    Volumes: [
      { Name: "slipway-bench-x-1-v0", Labels: null },
      { Name: "data", Labels: null },
    ],
  },
  "/networks": [
    { Id: "n1", Name: "slipway-bench-x-1", Labels: {} },
    { Id: "n2", Name: "bridge", Labels: {} },
  ],
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-bench-test-"));
  deleted = [];
  refuse = {};
  server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    response.setHeader("Content-Type", "application/json");
    if (request.method === "DELETE") {
      deleted.push(path);
      response.statusCode = refuse[path] ?? 204;
      response.end(response.statusCode === 204 ? undefined : '{"message":"no"}');
    } else response.end(JSON.stringify(LISTS[path]));
  });
  const socket = join(dir, "engine.sock");
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  api = new EngineApi(socket);
});

afterEach(() => {
  api.close();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("sweep", () => {
  it("must remove only what carries the bench's label or prefix", async () => {
    expect(await sweep(api)).toEqual([]);
    expect(deleted.sort()).toEqual([
      "/containers/a",
      "/containers/b",
      "/containers/c",
      "/networks/n1",
      "/volumes/slipway-bench-x-1-v0",
    ]);
  });

  it("must not take trial 10 for trial 1", async () => {
    await sweep(api, "slipway-bench-x-1");
    expect(deleted).toContain("/containers/b");
    expect(deleted).not.toContain("/containers/c");
  });

  it("must pass over what is gone already and tell what can't be removed", async () => {
    refuse = { "/containers/a": 404, "/networks/n1": 403 };
    expect(await sweep(api)).toEqual(['DELETE /networks/n1: 403 {"message":"no"}']);
  });
});

describe("EngineApi", () => {
  it("must fail with the status and the engine's words", async () => {
    refuse = { "/containers/z": 409 };
    const failed = api.request("DELETE", "/containers/z");
    await expect(failed).rejects.toBeInstanceOf(EngineError);
    await expect(failed).rejects.toMatchObject({ status: 409 });
  });

  it("must use the socket of DOCKER_HOST and refuse engines elsewhere", () => {
    expect(engineSocket("unix:///run/user/1/docker.sock")).toBe("/run/user/1/docker.sock");
    expect(engineSocket("")).toBe("/var/run/docker.sock");
    expect(() => engineSocket("tcp://10.0.0.1:2375")).toThrow(/needs a local engine/);
  });
});
