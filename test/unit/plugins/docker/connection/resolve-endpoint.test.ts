import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { engineIdentity } from "../../../../../plugins/docker/connection/endpoint";
import {
  parseHost,
  resolveEndpoint,
  resolveIdentity,
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

describe("resolveIdentity", () => {
  it("must tell the engine also where the files of its TLS are gone", () => {
    const config = { host: "tcp://10.0.0.9", certPath: "/nowhere" };
    expect(() => resolveEndpoint(config, {})).toThrow("/nowhere/ca.pem can't be read");
    expect(engineIdentity(resolveIdentity(config, {}))).toBe("tcp://10.0.0.9:2376");
    const env = { DOCKER_HOST: "tcp://10.0.0.9", DOCKER_CERT_PATH: "/nowhere" };
    expect(engineIdentity(resolveIdentity({}, env))).toBe("tcp://10.0.0.9:2376");
    expect(engineIdentity(resolveIdentity({ host: "tcp://10.0.0.9" }, {}))).toBe(
      "tcp://10.0.0.9:2375",
    );
  });
});

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
  it("must read the host of a context as any other, with its TLS folder", () => {
    const saved = (name: string, endpoint: object) => {
      const hash = createHash("sha256").update(name).digest("hex");
      const meta = join(folder, "contexts", "meta", hash);
      mkdirSync(meta, { recursive: true });
      writeFileSync(join(meta, "meta.json"), JSON.stringify({ Endpoints: { docker: endpoint } }));
      return join(folder, "contexts", "tls", hash, "docker");
    };
    const env = { DOCKER_CONFIG: folder };
    saved("jump", { Host: "ssh://me@h" });
    expect(resolveEndpoint({ context: "jump", sshOpts: ["-v"] }, env)).toMatchObject({
      kind: "ssh",
      host: "h",
      options: ["-v"],
    });
    const tls = saved("safe", { Host: "tcp://h", SkipTLSVerify: true });
    mkdirSync(tls, { recursive: true });
    writeFileSync(join(tls, "ca.pem"), "not PEM");
    expect(() => resolveEndpoint({ context: "safe" }, env)).toThrow('the Docker context "safe": ');
    rmSync(tls, { recursive: true });
    expect(resolveEndpoint({ context: "safe" }, env)).toMatchObject({
      port: 2376,
      tls: { verify: false },
    });
    saved("odd", { Host: "ftp://h" });
    expect(() => resolveEndpoint({ context: "odd" }, env)).toThrow(
      'the Docker context "odd": expected',
    );
  });
  it("must read no certificates for a socket", () => {
    expect(resolveEndpoint({ host: "unix:///a" }, { DOCKER_CERT_PATH: "/nowhere" })).toEqual({
      kind: "unix",
      socketPath: "/a",
    });
  });
  it.each([
    [{ caMaterial: "x" }, "the CA certificate is not PEM"],
    [{ certMaterial: "-----BEGIN CERTIFICATE-----" }, "there is only the certificate"],
  ])("must say what is wrong with TLS materials: %j", (materials, problem) => {
    expect(() => resolveEndpoint({ host: "tcp://h", ...materials }, {})).toThrow(problem);
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
      expect(() => parseHost(host)).toThrow(/^expected .*, got /);
    },
  );
  it.each([
    ["ssh://h", { host: "h", socketPath: "/var/run/docker.sock" }],
    ["ssh://me@h:80", { user: "me", host: "h", port: 80 }],
    ["ssh://me@[fe80::1]:2222", { user: "me", host: "fe80::1", port: 2222 }],
    ["ssh://me@h/run/user/1000/docker.sock", { socketPath: "/run/user/1000/docker.sock" }],
  ])("must take %s", (host, parts) => {
    expect(parseHost(host, { sshOpts: ["-v"] })).toMatchObject({
      kind: "ssh",
      options: ["-v"],
      ...parts,
    });
  });
  it.each(["ssh://", "ssh://-oProxyCommand=x", "ssh://-l@h", "ssh://h/a:b", "ssh://h/a%20b"])(
    "must refuse %s",
    (host) => {
      expect(() => parseHost(host)).toThrow(/^expected ssh:\/\//);
    },
  );
  it("must refuse a password in an address, and not show it", () => {
    expect(() => parseHost("ssh://me:hunter2@h")).toThrow(
      /^"ssh:\/\/me:…@h" holds a password(?!.*hunter2)/,
    );
  });
});

describe("engineIdentity", () => {
  const identity = (host: string) => engineIdentity(parseHost(host));
  it("must be the same whoever logs in, and for every spelling", () => {
    expect(identity("ssh://a@h")).toBe(identity("ssh://b@h/var/run/docker.sock"));
    expect(identity("tcp://h")).toBe(identity("http://h:2375/"));
  });
  it("must tell hosts, ports and sockets apart", () => {
    const all = ["ssh://h", "ssh://i", "ssh://h:2222", "ssh://h/other.sock", "tcp://h"];
    expect(new Set(all.map(identity)).size).toBe(all.length);
  });
});
