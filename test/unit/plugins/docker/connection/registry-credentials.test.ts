import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  type RegistryAuthEntry,
  RegistryCredentials,
} from "../../../../../plugins/docker/connection/registry-credentials";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-logins-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const base64 = (text: string) => Buffer.from(text).toString("base64");

function logins(config: object | undefined, entries: RegistryAuthEntry[] = [], env = {}) {
  if (config !== undefined) writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return new RegistryCredentials(entries, {
    PATH: `${folder}:/usr/bin:/bin`,
    DOCKER_CONFIG: folder,
    ...env,
  });
}

/** A helper as Docker's protocol has it: `get` with the server on stdin. It notes what it is asked. */
function helper(name: string, body: string): string {
  const asked = join(folder, `${name}.asked`);
  const file = join(folder, `docker-credential-${name}`);
  writeFileSync(file, `#!/bin/sh\nread server\necho "$1 $server" >> ${asked}\n${body}\n`);
  chmodSync(file, 0o755);
  return asked;
}

describe("logins of the docker command's config.json", () => {
  it("must be read in all forms, Docker Hub under its old name too", async () => {
    const known = logins({
      auths: {
        "https://index.docker.io/v1/": { auth: base64("hub:pa:ss") },
        "reg.example:5000": { identitytoken: "a-token" },
        "https://plain.example/v2/": { username: "me", password: "pw" },
        "nul.example": { auth: base64("me:pw\0\0") },
        "empty.example": {},
      },
    });
    expect(await known.forImage("nginx")).toEqual({
      username: "hub",
      password: "pa:ss",
      serveraddress: "https://index.docker.io/v1/",
    });
    expect(await known.forImage("reg.example:5000/a/b:1")).toEqual({
      identitytoken: "a-token",
      serveraddress: "reg.example:5000",
    });
    expect(await known.forRegistry("plain.example")).toMatchObject({ password: "pw" });
    expect(await known.forRegistry("nul.example")).toMatchObject({ password: "pw" });
    expect(await known.forRegistry("empty.example")).toBeUndefined();
    expect(await known.forRegistry("other.example")).toBeUndefined();
    expect(Object.keys(await known.all()).sort()).toEqual([
      "docker.io",
      "nul.example",
      "plain.example",
      "reg.example:5000",
    ]);
  });

  it("must be none where nobody has logged in, and a mistake where the file is broken", async () => {
    expect(await logins(undefined).forImage("nginx")).toBeUndefined();
    writeFileSync(join(folder, "config.json"), `{"auths": "s3cret-in-a-broken-file`);
    const broken = logins(undefined).forImage("nginx");
    await expect(broken).rejects.toThrow(/config\.json is not the content of a docker config file/);
    await expect(broken).rejects.not.toThrow(/s3cret/);
  });
});

describe("the provider's registryAuth", () => {
  it("must go before config.json, and can switch logins off", async () => {
    const config = { auths: { "a.example": { auth: base64("cli:cli") } } };
    const login = { address: "https://a.example", username: "own", password: "own" };
    expect(await logins(config, [login]).forImage("a.example/x")).toMatchObject({
      username: "own",
    });
    expect(
      await logins(config, [{ address: "a.example", authDisabled: true }]).forImage("a.example/x"),
    ).toBeUndefined();
    expect(await logins(config, [{ address: "a.example" }]).forImage("a.example/x")).toMatchObject({
      username: "cli",
    });
  });

  it("must take a config file, or its content, for one registry", async () => {
    const content = JSON.stringify({ auths: { "a.example": { auth: base64("in:file") } } });
    const file = join(folder, "other.json");
    writeFileSync(file, content);
    for (const entry of [{ configFile: file }, { configFileContent: content }])
      expect(
        await logins({}, [{ address: "a.example", ...entry }]).forImage("a.example/x"),
      ).toMatchObject({ username: "in", password: "file" });
    await expect(
      logins({}, [{ address: "a.example", configFile: "/nowhere.json" }]).forImage("a.example/x"),
    ).rejects.toThrow("registryAuth: the file /nowhere.json can't be read (ENOENT)");
  });

  it("must say which registries speak plain HTTP", () => {
    const known = logins({}, [{ address: "http://a.example:5000" }, { address: "b.example" }]);
    expect(known.isPlainHttp("a.example:5000")).toBe(true);
    expect(known.isPlainHttp("b.example")).toBe(false);
    expect(known.isPlainHttp("c.example")).toBe(false);
  });
});

describe("credential helpers", () => {
  it("must be asked for the registry that they are named for, once, and when it is needed", async () => {
    const asked = helper("own", `echo '{"ServerURL":"x","Username":"u","Secret":"s"}'`);
    const known = logins({ credHelpers: { "a.example": "own" } });
    expect(existsSync(asked)).toBe(false);
    expect(await known.forRegistry("b.example")).toBeUndefined();
    expect(existsSync(asked)).toBe(false);
    const login = { username: "u", password: "s", serveraddress: "a.example" };
    expect(await Promise.all([known.forImage("a.example/x"), known.all()])).toEqual([
      login,
      { "a.example": login },
    ]);
    expect(readFileSync(asked, "utf8")).toBe("get a.example\n");
  });

  it("must be asked as the store for all others, for Docker Hub under its old name", async () => {
    const asked = helper("store", `echo '{"Username":"<token>","Secret":"refresh"}'`);
    const known = logins({ credsStore: "store", auths: { "https://index.docker.io/v1/": {} } });
    expect(await known.forImage("nginx")).toEqual({
      identitytoken: "refresh",
      serveraddress: "https://index.docker.io/v1/",
    });
    expect(readFileSync(asked, "utf8")).toBe("get https://index.docker.io/v1/\n");
  });

  it("must leave the file's own login where they have none", async () => {
    helper("none", "echo 'credentials not found in native keychain'; exit 1");
    const auths = { "a.example": { auth: base64("file:pw") } };
    expect(await logins({ credsStore: "none", auths }).forRegistry("a.example")).toMatchObject({
      username: "file",
    });
    expect(await logins({ credsStore: "none" }).forRegistry("a.example")).toBeUndefined();
  });

  it("must fail with a sentence that shows nothing of what they print", async () => {
    helper("bad", "echo s3cret-output; echo s3cret-error >&2; exit 3");
    helper("odd", "echo s3cret-output");
    const fails = (name: string) =>
      logins({ credHelpers: { "a.example": name } }).forRegistry("a.example");
    await expect(fails("bad")).rejects.toThrow(
      "the credential helper docker-credential-bad gave no login for a.example (exit code 3): see what `echo a.example | docker-credential-bad get` says, or log in again",
    );
    await expect(fails("bad")).rejects.not.toThrow(/s3cret/);
    await expect(fails("odd")).rejects.toThrow(/didn't answer with a login for a\.example$/);
    await expect(fails("missing")).rejects.toThrow(
      /docker-credential-missing, which can't be run \(ENOENT\): install it on PATH/,
    );
    await expect(fails("../../evil")).rejects.toThrow(/that can't be one/);
  });
});
