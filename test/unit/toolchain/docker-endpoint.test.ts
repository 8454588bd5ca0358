import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dockerEndpoint } from "../../../toolchain/docker/endpoint";
import { engineTrouble } from "../../../toolchain/docker/ensure-engine";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-endpoint-"));
  mkdirSync(join(home, ".docker"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const none = () => false;

function currentContext(name: string): void {
  writeFileSync(join(home, ".docker/config.json"), JSON.stringify({ currentContext: name }));
}

function context(name: string, host: string, tls = false): void {
  const id = createHash("sha256").update(name).digest("hex");
  const meta = join(home, ".docker/contexts/meta", id);
  mkdirSync(meta, { recursive: true });
  writeFileSync(
    join(meta, "meta.json"),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }),
  );
  if (tls) mkdirSync(join(home, ".docker/contexts/tls", id, "docker"), { recursive: true });
}

test("DOCKER_HOST must win over any context", () => {
  currentContext("elsewhere");
  context("elsewhere", "tcp://10.0.0.1:2375");
  const env = { DOCKER_HOST: "unix:///x.sock", DOCKER_CONTEXT: "elsewhere" };
  expect(dockerEndpoint({ env, home })).toEqual({ host: "unix:///x.sock", from: "DOCKER_HOST" });
});

test("DOCKER_CONTEXT must win over the current context", () => {
  currentContext("one");
  context("one", "unix:///one.sock");
  context("two", "unix:///two.sock");
  expect(dockerEndpoint({ env: { DOCKER_CONTEXT: "two" }, home }).host).toBe("unix:///two.sock");
  expect(dockerEndpoint({ env: {}, home }).host).toBe("unix:///one.sock");
});

test("a context must bring its certificates", () => {
  context("far", "tcp://10.0.0.1:2376", true);
  const id = createHash("sha256").update("far").digest("hex");
  expect(dockerEndpoint({ env: { DOCKER_CONTEXT: "far" }, home })).toEqual({
    host: "tcp://10.0.0.1:2376",
    from: 'Docker context "far"',
    certPath: join(home, ".docker/contexts/tls", id, "docker"),
    tlsVerify: true,
  });
});

test("the context named default must mean the default socket", () => {
  currentContext("default");
  expect(dockerEndpoint({ env: {}, home, exists: none }).host).toBe("unix:///var/run/docker.sock");
});

test("without a default socket the user's own must be found", () => {
  const exists = (path: string) => path === "/run/user/1000/docker.sock";
  const env = { XDG_RUNTIME_DIR: "/run/user/1000" };
  expect(dockerEndpoint({ env, home, exists }).host).toBe("unix:///run/user/1000/docker.sock");
});

test("a context that does not exist must be named", () => {
  expect(() => dockerEndpoint({ env: { DOCKER_CONTEXT: "gone" }, home })).toThrow(
    'Docker context "gone" does not exist',
  );
});

test("broken Docker configuration must be named by its path", () => {
  writeFileSync(join(home, ".docker/config.json"), "{");
  expect(() => dockerEndpoint({ env: {}, home })).toThrow(join(home, ".docker/config.json"));
});

test("a denied, a silent and an absent engine must be told apart, each with its mend", () => {
  const endpoint = { host: "unix:///var/run/docker.sock", from: "default" };
  expect(engineTrouble(endpoint, { kind: "denied" })).toContain("usermod -aG docker");
  expect(engineTrouble(endpoint, { kind: "silent", reason: "odd" })).toContain("odd");
  expect(engineTrouble(endpoint, { kind: "absent", reason: "ENOENT" })).toContain(
    "apt-get install docker.io",
  );
  const named = { host: "tcp://10.0.0.1:2375", from: "DOCKER_HOST" };
  expect(engineTrouble(named, { kind: "absent", reason: "ECONNREFUSED" })).toContain(
    "no Docker engine at tcp://10.0.0.1:2375 (DOCKER_HOST): ECONNREFUSED",
  );
});
