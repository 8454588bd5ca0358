import { createPrivateKey, randomUUID, sign, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CertificateAuthority } from "../../../lab/certificates";
import { LabRegistry } from "../../../lab/registry";
import { RegistryClient } from "../../../plugins/docker/registry/registry-client";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { removeImages } from "../../support/remove-images";
import { DockerStack, REGISTRY_IMAGE, TAG } from "./docker-stack";

const SERVICE = "lab registry";
const ISSUER = "lab tokens";
const login = { username: "robot", password: "pass-for-the-lab" };

let folder: string;
let stack: DockerStack;
let tokens: Server;
let registry: LabRegistry;
/** What the token server was asked, in order. */
const asked: { method: string; scope: string; authorization: string | undefined }[] = [];

/** Signed as the registry's documentation has it: ES256, with the certificate in the header. */
function token(folderOfKey: string, access: object[]): string {
  const certificate = new X509Certificate(readFileSync(join(folderOfKey, "cert.pem")));
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const content = [
    part({ typ: "JWT", alg: "ES256", x5c: [certificate.raw.toString("base64")] }),
    part({
      iss: ISSUER,
      sub: login.username,
      aud: SERVICE,
      exp: now + 300,
      nbf: now - 30,
      iat: now,
      jti: randomUUID(),
      access,
    }),
  ].join(".");
  const key = createPrivateKey(readFileSync(join(folderOfKey, "key.pem")));
  const signature = sign("sha256", Buffer.from(content), { key, dsaEncoding: "ieee-p1363" });
  return `${content}.${signature.toString("base64url")}`;
}

/** Gives the robot all that it asks for, and everybody else nothing. */
function tokenServer(folderOfKey: string): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      const form = new URLSearchParams(body);
      const scope = url.searchParams.get("scope") ?? form.get("scope") ?? "";
      const { authorization } = request.headers;
      asked.push({ method: request.method ?? "", scope, authorization });
      const robot = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
      const known = authorization === robot || form.get("refresh_token") === "refresh-me";
      if (!known && (authorization !== undefined || body !== "")) {
        response.writeHead(401).end("{}");
        return;
      }
      const [type, name, actions = ""] = scope.split(":");
      const access = known ? [{ type, name, actions: actions.split(",") }] : [];
      response.end(JSON.stringify({ token: token(folderOfKey, access) }));
    });
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-ct-tokens-"));
  const folderOfKey = new CertificateAuthority(folder).issue("tokens", "127.0.0.1");
  tokens = tokenServer(folderOfKey);
  await new Promise<void>((resolve) => tokens.listen(0, "127.0.0.1", resolve));
  const { port } = tokens.address() as AddressInfo;
  registry = await LabRegistry.start({
    tokens: {
      realm: `http://127.0.0.1:${port}/token`,
      service: SERVICE,
      issuer: ISSUER,
      rootcertbundle: join(folderOfKey, "ca.pem"),
    },
  });
  stack = await DockerStack.start();
}, 120_000);
afterAll(async () => {
  await stack.stop();
  await removeImages(stack.docker, registry.host);
  await registry.remove();
  await new Promise((resolve) => tokens.close(resolve));
  rmSync(folder, { recursive: true });
}, 60_000);

describe("a registry with a token server", () => {
  it("must be pushed to, read and deleted from, each with a token for just that", async () => {
    await stack.plugin.configure({
      registryAuth: JSON.stringify([{ address: `http://${registry.host}`, ...login }]),
    });
    const name = `${registry.host}/token/web:1`;
    await stack.create(TAG, "tag", { sourceImage: await ensureBusyboxImage(), targetImage: name });
    const made = await stack.create(REGISTRY_IMAGE, "push", { name });
    expect(made.id).toBe(registry.digestAt("token/web", "1"));
    expect(asked.at(-1)).toMatchObject({ method: "GET", scope: "repository:token/web:pull" });
    await stack.delete(made);
    expect(asked.at(-1)).toMatchObject({ scope: "repository:token/web:delete" });
    expect(registry.manifests("token/web")).toEqual([]);
  }, 60_000);

  const client = (auth?: object) =>
    new RegistryClient("token/web", { registry: registry.host, plainHttp: true, auth });

  it("must be asked with an identity token by POST", async () => {
    await expect(client({ identitytoken: "refresh-me" }).digest("none")).rejects.toMatchObject({
      code: "notFound",
    });
    expect(asked.at(-1)).toMatchObject({ method: "POST", authorization: undefined });
  });

  it("must tell a wrong login from one that isn't allowed to, and from none", async () => {
    await expect(client({ username: "robot", password: "no" }).digest("1")).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringMatching(/refuses the login of "robot"/),
    });
    await expect(client().digest("1")).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(/doesn't let somebody without a login read token\/web:1/),
    });
  });
});
