import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  parseHost,
  resolveEndpoint,
} from "../../../../../plugins/docker/connection/resolve-endpoint";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-docker-config-"));
  const hash = createHash("sha256").update("far").digest("hex");
  mkdirSync(join(folder, "contexts", "meta", hash), { recursive: true });
  writeFileSync(
    join(folder, "contexts", "meta", hash, "meta.json"),
    JSON.stringify({ Name: "far", Endpoints: { docker: { Host: "tcp://10.0.0.9:2375" } } }),
  );
  writeFileSync(join(folder, "config.json"), JSON.stringify({ currentContext: "far" }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const far = { kind: "tcp", host: "10.0.0.9", port: 2375 };

describe("resolveEndpoint", () => {
  it("must prefer the context, then the host, then DOCKER_HOST, DOCKER_CONTEXT, the current context", () => {
    const env = { DOCKER_CONFIG: folder, DOCKER_HOST: "unix:///env.sock" };
    expect(resolveEndpoint({ context: "far", host: "unix:///a.sock" }, env)).toEqual(far);
    expect(resolveEndpoint({ host: "unix:///a.sock" }, env)).toEqual({
      kind: "unix",
      socketPath: "/a.sock",
    });
    expect(resolveEndpoint({}, env)).toEqual({ kind: "unix", socketPath: "/env.sock" });
    expect(resolveEndpoint({}, { DOCKER_CONFIG: folder, DOCKER_CONTEXT: "default" }).kind).toBe(
      "unix",
    );
    expect(resolveEndpoint({}, { DOCKER_CONFIG: folder })).toEqual(far);
    expect(resolveEndpoint({}, { DOCKER_CONFIG: join(folder, "none") }).kind).toBe("unix");
  });
  it("must name a context that doesn't exist", () => {
    expect(() => resolveEndpoint({ context: "near" }, { DOCKER_CONFIG: folder })).toThrow(
      '"near" doesn\'t exist',
    );
  });
  it("must name a TLS file that can't be read", () => {
    expect(() => resolveEndpoint({ host: "tcp://h:2376", certPath: folder }, {})).toThrow(
      join(folder, "ca.pem"),
    );
  });
});

describe("parseHost", () => {
  it.each([
    ["tcp://h", "h", 2375],
    ["tcp://h:80", "h", 80],
    ["https://h", "h", 2376],
    ["tcp://[::1]:2375", "::1", 2375],
  ])("must take %s", (host, name, port) => {
    expect(parseHost(host)).toMatchObject({ kind: "tcp", host: name, port });
  });
  it.each(["unix://relative.sock", "h:2375", "ftp://h", "tcp://", "tcp://h/path"])(
    "must refuse %s",
    (host) => {
      expect(() => parseHost(host)).toThrow("is not a Docker host");
    },
  );
  it("must refuse ssh by name", () => {
    expect(() => parseHost("ssh://me@h")).toThrow("ssh connections are not supported yet");
  });
});
