import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LabRegistry } from "../../../lab/registry";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { freePort } from "../../support/free-port";
import { Secret } from "../../support/provider-harness";
import { removeImages } from "../../support/remove-images";
import { DockerStack, IMAGE, REGISTRY_IMAGE, REMOTE_IMAGE, TAG } from "./docker-stack";

const login = { username: "robot", password: "pass-for-the-lab" };
const DIGEST = /^sha256:[0-9a-f]{64}$/;

let stack: DockerStack;
let base: string;
let folder: string;
let open: LabRegistry;
let closed: LabRegistry;
let secure: LabRegistry;
let repository: string;

/** The provider's configuration as the SDK sends it. */
function registryAuth(registry: LabRegistry, password = login.password) {
  return {
    registryAuth: JSON.stringify([{ address: registry.host, username: login.username, password }]),
  };
}

beforeAll(async () => {
  base = await ensureBusyboxImage();
  stack = await DockerStack.start();
  repository = `${stack.prefix}/web`;
  folder = mkdtempSync(join(tmpdir(), "slipway-ct-registry-"));
  writeFileSync(join(folder, "Dockerfile"), `FROM ${base}\nCOPY Dockerfile /\n`);
  const bridge = (await stack.docker.getNetwork("bridge").inspect()) as {
    IPAM: { Config: { Gateway?: string; Subnet: string }[] };
  };
  const { Gateway, Subnet } = bridge.IPAM.Config[0]!;
  open = await LabRegistry.start();
  closed = await LabRegistry.start({ login });
  // Docker takes any certificate on 127.0.0.0/8, so this one listens elsewhere.
  const address = Gateway ?? Subnet.replace(/0\/.*$/, "1");
  secure = await LabRegistry.start({ login, tls: true, address });
}, 120_000);
afterAll(async () => {
  for (const registry of [open, closed, secure]) {
    await removeImages(stack.docker, registry.host);
    await registry.remove();
  }
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const getRegistryImage = (args: object) =>
  stack.plugin.invoke("docker:index/getRegistryImage:getRegistryImage", { ...args });
const getManifests = (args: object) =>
  stack.plugin.invoke("docker:index/getRegistryImageManifests:getRegistryImageManifests", {
    ...args,
  });

/** Tags the base image for a registry and pushes it by a resource. */
async function push(registry: LabRegistry, tag: string, more: object = {}) {
  const name = `${registry.host}/${repository}:${tag}`;
  await stack.create(TAG, `tag-${tag}`, { sourceImage: base, targetImage: name });
  return await stack.create(REGISTRY_IMAGE, `push-${tag}`, { name, ...more });
}

describe("docker.RegistryImage", () => {
  it("must push, be unchanged at the second look, and take its manifest away", async () => {
    await stack.plugin.configure();
    const made = await push(open, "life");
    const digest = open.digestAt(repository, "life");
    expect(made).toMatchObject({ id: digest, state: { sha256Digest: digest } });
    expect(await stack.diff(made, made.inputs)).toMatchObject({ changes: "none" });
    expect(await stack.refresh(made)).toEqual(made);
    const imported = await stack.plugin.read(REGISTRY_IMAGE, String(made.inputs["name"]));
    expect(imported).toEqual({ id: digest, state: made.state, inputs: made.inputs });
    await stack.delete(made);
    expect(open.manifests(repository)).toEqual([]);
    await stack.delete(made);
    expect(await stack.refresh(made)).toBeUndefined();
  }, 60_000);

  it("must push again in place when a trigger changes, and see what another pushed over it", async () => {
    const made = await push(open, "again");
    await stack.delete(made); // behind the back of the one that follows
    const inputs = { ...made.inputs, triggers: { at: "2" } };
    expect(await stack.diff(made, inputs)).toMatchObject({ changes: "some", replaces: [] });
    const again = await stack.update(made, inputs);
    expect(open.digestAt(repository, "again")).toBe(again.state["sha256Digest"]);

    const other = await stack.create(IMAGE, "other", {
      imageName: String(made.inputs["name"]),
      build: { context: folder },
    });
    expect(other.state["repoDigest"]).not.toContain(again.state["sha256Digest"]);
    expect(await stack.refresh(again)).toBeUndefined();
    await stack.delete(again);
    expect(open.manifests(repository)).toEqual([open.digestAt(repository, "again")]);
  }, 60_000);

  it("must keep it with keepRemotely, and as long as another tag is the same image", async () => {
    const kept = await push(open, "kept", { keepRemotely: true });
    await stack.delete(kept);
    expect(open.digestAt(repository, "kept")).toBe(kept.id);
    const one = await push(open, "one");
    const two = await push(open, "two");
    expect(one.id).toBe(two.id);
    await stack.delete(one);
    expect(open.digestAt(repository, "two")).toBe(two.id);
    const removed = await stack.update(kept, { ...kept.inputs, keepRemotely: false });
    await Promise.all([stack.delete(removed), stack.delete(two)]);
    expect(open.manifests(repository)).not.toContain(one.id);
  }, 60_000);

  it("must build what it pushes, and show a changed file as a change", async () => {
    const name = `${open.host}/${repository}-built:1`;
    const inputs = { name, build: { context: folder } };
    const made = await stack.create(REGISTRY_IMAGE, "built", inputs);
    expect(made.state["build"]).toEqual(inputs.build);
    expect(await stack.diff(made, inputs)).toMatchObject({ changes: "none" });
    writeFileSync(join(folder, "new-file"), "");
    expect(await stack.diff(made, inputs)).toMatchObject({
      detailed: { "build.contextDigest": { kind: "update" } },
    });
    rmSync(join(folder, "new-file"));
    await stack.delete(made);
    expect(open.manifests(`${repository}-built`)).toEqual([]);
  }, 60_000);

  it("must refuse what it can't be before anything is done", async () => {
    const check = (inputs: object) => stack.check(REGISTRY_IMAGE, "bad", { ...inputs });
    await expect(check({})).rejects.toThrow("name: is required");
    await expect(check({ name: `a@sha256:${"0".repeat(64)}` })).rejects.toThrow(/push is to a tag/);
    await expect(check({ name: "a", build: { context: folder, sbom: "x" } })).rejects.toThrow(
      /build\.sbom: a bill of materials needs the buildx command/,
    );
    await expect(check({ name: "a", build: { context: folder, memory: 1 } })).rejects.toThrow(
      /build\.memory: BuildKit pays no heed to it/,
    );
  });

  it("must say that there is nothing to push", async () => {
    await expect(
      stack.create(REGISTRY_IMAGE, "none", { name: `${open.host}/none:1` }),
    ).rejects.toThrow(/the engine has no image .*\/none:1 to push: build, pull or tag it first/);
  });
});

describe("a registry with logins", () => {
  it("must be pushed to, read and deleted from with the provider's registryAuth", async () => {
    await stack.plugin.configure(registryAuth(closed));
    const made = await push(closed, "auth");
    const { name } = made.inputs as { name: string };
    expect(await getRegistryImage({ name })).toEqual({
      id: made.id,
      name,
      insecureSkipVerify: false,
      sha256Digest: made.id,
    });
    // Elsewhere: this engine forgets it, and pulls it again by its digest.
    await stack.docker.getImage(name).remove();
    const byDigest = `${closed.host}/${repository}@${made.id}`;
    await expect(stack.docker.getImage(byDigest).inspect()).rejects.toMatchObject({
      statusCode: 404,
    });
    const pulled = await stack.create(REMOTE_IMAGE, "pulled", { name: byDigest });
    expect(pulled.state["repoDigest"]).toBe(byDigest);
    await stack.delete(pulled);
    await stack.delete(made);
    expect(closed.manifests(repository)).toEqual([]);
  }, 60_000);

  it("must take an authConfig instead, keep its password a secret, and see no change in it", async () => {
    await stack.plugin.configure();
    const authConfig = { address: `http://${closed.host}`, ...login };
    const made = await push(closed, "own", { authConfig });
    expect(made.inputs["authConfig"]).toMatchObject({ password: expect.any(Secret) });
    expect(made.state["authConfig"]).toMatchObject({ password: expect.any(Secret) });
    const name = made.inputs["name"];
    const rotated = { name, authConfig: { ...authConfig, password: "another" } };
    expect(await stack.diff(made, rotated)).toMatchObject({ changes: "none" });
    const manifests = await getManifests({ name, authConfig });
    expect(JSON.stringify(manifests)).not.toContain(login.password);
    await stack.delete(made);
  }, 60_000);

  it("must say in one sentence that a login is missing or wrong, or the image isn't there", async () => {
    const name = `${closed.host}/${repository}:1`;
    await stack.plugin.configure();
    const host = closed.host.replaceAll(".", "\\.");
    await expect(getRegistryImage({ name })).rejects.toThrow(
      new RegExp(
        `^${host} asks for a login to read ${repository}:1: log in with \`docker login ${host}\``,
      ),
    );
    await expect(push(closed, "1")).rejects.toThrow(
      new RegExp(`^${host} refuses that ${name} is pushed: log in with`),
    );
    await expect(stack.create(REMOTE_IMAGE, "no", { name: `${name}-x` })).rejects.toThrow(
      new RegExp(`^${host} refuses that ${name}-x is pulled: log in with`),
    );

    await stack.plugin.configure(registryAuth(closed, "wrong-password"));
    const wrong = getRegistryImage({ name });
    await expect(wrong).rejects.toThrow(/refuses the login of "robot": correct the user name/);
    await expect(wrong).rejects.not.toThrow(/wrong-password/);
    await expect(push(closed, "1")).rejects.toThrow(/refuses that .* is pushed/);

    await stack.plugin.configure(registryAuth(closed));
    await expect(getRegistryImage({ name: `${closed.host}/nowhere:1` })).rejects.toThrow(
      new RegExp(`^there is no image nowhere:1 in ${host}`),
    );
    await expect(
      stack.create(REMOTE_IMAGE, "none", { name: `${closed.host}/nowhere:1` }),
    ).rejects.toThrow(/the image .*\/nowhere:1 does not exist in/);
  }, 60_000);

  it("must mark the provider's registryAuth as secret in state", async () => {
    const { inputs, failures } = await stack.plugin.checkConfig(registryAuth(closed));
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ registryAuth: expect.any(Secret) });
  });
});

describe("a registry with TLS", () => {
  it("must say that its CA is unknown, to the engine and to the plugin, until it is trusted", async () => {
    await stack.plugin.configure(registryAuth(secure));
    const name = `${secure.host}/${repository}:tls`;
    await expect(getRegistryImage({ name })).rejects.toThrow(
      `the certificate of ${secure.host} is signed by nobody that is known here: put its CA's certificate in /etc/docker/certs.d/${secure.host}/ca.crt, or set \`insecureSkipVerify\``,
    );
    await expect(push(secure, "tls")).rejects.toThrow(
      `the Docker engine doesn't trust the certificate of ${secure.host}`,
    );
    await expect(getRegistryImage({ name, insecureSkipVerify: true })).rejects.toThrow(
      /there is no image/,
    );
    secure.trust();
    const made = await push(secure, "tls");
    expect(await getRegistryImage({ name })).toMatchObject({ sha256Digest: made.id });
    await stack.delete(made);
    expect(secure.manifests(repository)).toEqual([]);
  }, 60_000);
});

describe("docker.getRegistryImage and getRegistryImageManifests", () => {
  it("must tell what the registry has, single image and list alike", async () => {
    await stack.plugin.configure();
    const made = await push(open, "list");
    const { name } = made.inputs as { name: string };
    const found = await getManifests({ name });
    const { Architecture, Os } = await stack.docker.getImage(base).inspect();
    expect(found).toMatchObject({
      id: `${repository}:list`,
      manifests: [{ architecture: Architecture, os: Os, sha256Digest: made.id }],
    });
    const [single] = found["manifests"] as { mediaType: string }[];

    const response = await fetch(`${open.url}/v2/${repository}/manifests/list`, {
      headers: { Accept: single!.mediaType },
    });
    const size = (await response.arrayBuffer()).byteLength;
    const platforms = [
      { os: "linux", architecture: "amd64" },
      { os: "linux", architecture: "arm64" },
    ];
    const mediaType = "application/vnd.docker.distribution.manifest.list.v2+json";
    const put = await fetch(`${open.url}/v2/${repository}/manifests/many`, {
      method: "PUT",
      headers: { "Content-Type": mediaType },
      body: JSON.stringify({
        schemaVersion: 2,
        mediaType,
        manifests: platforms.map((platform) => ({
          mediaType: single!.mediaType,
          digest: made.id,
          size,
          platform,
        })),
      }),
    });
    expect(put.status).toBe(201);
    const many = `${open.host}/${repository}:many`;
    expect((await getManifests({ name: many }))["manifests"]).toEqual(
      platforms.map((platform) => ({
        ...platform,
        mediaType: single!.mediaType,
        sha256Digest: made.id,
      })),
    );
    const { sha256Digest } = await getRegistryImage({ name: many });
    expect(sha256Digest).toBe(open.digestAt(repository, "many"));
    expect(sha256Digest).toMatch(DIGEST);
  }, 60_000);

  it("must say in one sentence what is wrong with arguments, and that nothing listens there", async () => {
    await expect(getRegistryImage({ name: "UPPER", insecure: true })).rejects.toThrow(
      /insecure: unknown property; name: "UPPER" is not an image name/,
    );
    const nobody = `127.0.0.1:${await freePort()}`;
    await expect(getRegistryImage({ name: `${nobody}/a` })).rejects.toThrow(
      `the registry ${nobody} can't be reached from here: nothing listens there`,
    );
  });
});
