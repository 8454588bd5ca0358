import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { CONTAINER, DockerStack, IMAGE, REMOTE_IMAGE } from "./docker-stack";

let stack: DockerStack;
let base: string;
let folder: string;

beforeAll(async () => {
  base = await ensureBusyboxImage();
  stack = await DockerStack.start();
  folder = mkdtempSync(join(tmpdir(), "slipway-ct-build-"));
}, 120_000);
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function context(name: string, files: Record<string, string>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
}

/** What a command prints in an image. */
async function printed(image: string, command: string): Promise<string> {
  const made = await stack.create(CONTAINER, "prints", {
    image,
    command: ["sh", "-c", command],
    attach: true,
    logs: true,
    mustRun: false,
  });
  await stack.delete(made);
  return String(made.state["containerLogs"]);
}

async function idOf(image: string): Promise<string | undefined> {
  const found = await stack.docker
    .getImage(image)
    .inspect()
    .catch(() => undefined);
  return found?.Id;
}

describe("docker.RemoteImage.build", () => {
  for (const useLegacyBuilder of [false, true]) {
    const builder = useLegacyBuilder ? "the classic builder" : "BuildKit";
    it(`must build with ${builder}, tag as asked, and take all of it away`, async () => {
      const name = `${stack.named(useLegacyBuilder ? "classic" : "kit")}:1`;
      const tags = [name.replace(/:1$/, ":2")];
      const inputs = {
        name,
        build: {
          context: context(`options-${useLegacyBuilder}`, {
            "Dockerfile.other": `FROM ${base} AS first\nARG WHO\nRUN echo "$WHO" > /who\nFROM first\nRUN false\n`,
          }),
          dockerfile: "Dockerfile.other",
          buildArgs: { WHO: "me" },
          label: { old: "1" },
          labels: { new: "2" },
          target: "first",
          tags,
          noCache: true,
          useLegacyBuilder,
          ...(useLegacyBuilder && { memory: 256 * 1024 * 1024, cpuShares: 512 }),
        },
      };
      const made = await stack.create(REMOTE_IMAGE, `build-${useLegacyBuilder}`, inputs);
      const found = await stack.docker.getImage(name).inspect();
      expect(found.Config.Labels).toEqual({ old: "1", new: "2" });
      expect(made).toMatchObject({
        id: `${found.Id}${name}`,
        state: { imageId: found.Id, repoDigest: found.Id, build: inputs.build },
      });
      expect(made.state["build"]).toEqual(inputs.build);
      expect(await idOf(tags[0]!)).toBe(found.Id);
      expect(await printed(name, "cat /who")).toBe("me\n");
      expect(await stack.diff(made, inputs)).toMatchObject({ changes: "none" });
      expect(await stack.refresh(made)).toEqual(made);
      await stack.restart();
      await stack.delete(made);
      expect([await idOf(name), await idOf(tags[0]!)]).toEqual([undefined, undefined]);
    }, 60_000);
  }

  it("must hand BuildKit its secrets, and keep them out of image, state and errors", async () => {
    process.env["SLIPWAY_TEST_SECRET"] = "s3cret-of-a-variable";
    const files = context("secret-files", { token: "s3cret-of-a-file" });
    const dockerfile = (last: string) =>
      `FROM ${base}\nRUN --mount=type=secret,id=file --mount=type=secret,id=env cat /run/secrets/file /run/secrets/env | wc -c > /size; ${last}\n`;
    const build = (last: string) => ({
      context: context("secrets", { Dockerfile: dockerfile(last) }),
      secrets: [
        { id: "file", src: join(files, "token") },
        { id: "env", env: "SLIPWAY_TEST_SECRET" },
      ],
    });
    const name = `${stack.named("secrets")}:1`;
    const made = await stack.create(REMOTE_IMAGE, "secrets", { name, build: build("true") });
    expect(await printed(name, "cat /size; ls /run/secrets")).toMatch(/^36\n/);
    expect(JSON.stringify(made)).not.toContain("s3cret");
    await stack.delete(made);

    const failed = stack.create(REMOTE_IMAGE, "secrets", {
      name,
      build: build("cat /run/secrets/file; exit 3"),
    });
    await expect(failed).rejects.toThrow(/building .* failed: .*\[secret\]/s);
    await expect(failed).rejects.not.toThrow(/s3cret/);

    const missing = { ...build("true"), secrets: [{ id: "a", src: "/nowhere" }, { id: "b" }] };
    await expect(stack.check(REMOTE_IMAGE, "missing", { name, build: missing })).rejects.toThrow(
      "build.secrets[0].src: the file /nowhere can't be read\nbuild.secrets[1]: either `src` or `env` is needed",
    );
  }, 60_000);

  it("must build from a context that the engine fetches itself", async () => {
    const dockerfile = `FROM ${base}\nRUN echo fetched > /how\n`;
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () =>
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${dockerfile.length}\r\nConnection: close\r\n\r\n${dockerfile}`,
        ),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const remoteContext = `http://127.0.0.1:${port}/Dockerfile`;
      const name = `${stack.named("remote")}:1`;
      const made = await stack.create(REMOTE_IMAGE, "remote", {
        name,
        build: { context: "not used", remoteContext, useLegacyBuilder: true },
      });
      expect(await printed(name, "cat /how")).toBe("fetched\n");
      await stack.delete(made);
    } finally {
      server.close();
    }
  }, 60_000);

  it("must replace what it built when a file changes, and then leave the new one alone", async () => {
    const name = `${stack.named("changing")}:1`;
    // Other content than in any other run: the same would be the same image.
    const page = `one of ${stack.prefix}`;
    const path = context("changing", { Dockerfile: `FROM ${base}\nCOPY page /\n`, page });
    const inputs = { name, build: { context: path } };
    const one = await stack.create(REMOTE_IMAGE, "changing", inputs);
    writeFileSync(join(path, "page"), "two");
    expect(await stack.diff(one, inputs)).toMatchObject({
      replaces: ["build"],
      detailed: { "build.contextDigest": { kind: "update-replace" } },
    });
    await stack.restart();
    const two = await stack.create(REMOTE_IMAGE, "changing", inputs);
    await stack.delete(one);
    expect(await idOf(name)).toBe(two.state["imageId"]);
    expect(await idOf(String(one.state["imageId"]))).toBeUndefined();
    await stack.docker.getImage(base).tag({ repo: stack.named("changing"), tag: "1" });
    expect(await stack.refresh(two)).toBeUndefined();
    await stack.restart();
    await stack.delete(two);
    expect(await idOf(name)).toBe(await idOf(base));
  }, 60_000);

  it("must spare an image that is the same after it was fetched again", async () => {
    const name = `${stack.named("same")}:1`;
    const path = context("same", { Dockerfile: `FROM ${base}\nCOPY Dockerfile /\n` });
    const inputs = { name, build: { context: path } };
    const one = await stack.create(REMOTE_IMAGE, "same", inputs);
    const two = await stack.create(REMOTE_IMAGE, "same", { ...inputs, triggers: { at: "2" } });
    expect(two.id).toBe(one.id);
    await stack.delete(one);
    expect(await idOf(name)).toBe(two.state["imageId"]);
    await stack.restart();
    await stack.delete(two);
    expect(await idOf(name)).toBeUndefined();
  }, 60_000);

  it("must refuse by name what only buildx can, and what BuildKit would ignore", async () => {
    const path = context("refused", { Dockerfile: "FROM scratch\n" });
    const check = (build: object) =>
      stack.check(REMOTE_IMAGE, "refused", { name: "a:1", build: { context: path, ...build } });
    await expect(
      check({ builder: "x", cacheTos: ["x"], provenance: "x", additionalContexts: ["x"] }),
    ).rejects.toThrow(
      /^build\.additionalContexts: a further context needs the buildx command.*\nbuild\.builder: .*\nbuild\.cacheTos: .*\nbuild\.provenance: /,
    );
    await expect(check({ ulimits: [{ name: "nofile", soft: 1, hard: 1 }] })).rejects.toThrow(
      "build.ulimits: BuildKit pays no heed to it; set `useLegacyBuilder: true`, or leave it out",
    );
    await expect(
      check({ useLegacyBuilder: true, secrets: [{ id: "a", env: "PATH" }] }),
    ).rejects.toThrow("build.secrets: only BuildKit has secrets; leave out `useLegacyBuilder`");
    await expect(check({ sessionId: "x" })).rejects.toThrow(/build\.sessionId: the plugin opens/);
  });
});

describe("docker.Image", () => {
  it("must show in a preview that a file has changed, and build again in place", async () => {
    const imageName = `${stack.named("image")}:1`;
    const path = context("image", {
      Dockerfile: `FROM ${base}\nCOPY . /site\n`,
      ".dockerignore": "ignored\n",
      page: "one",
    });
    const inputs = { imageName, skipPush: true, build: { context: path } };
    const one = await stack.create(IMAGE, "image", inputs);
    writeFileSync(join(path, "ignored"), "anything");
    expect(await stack.diff(one, inputs)).toMatchObject({ changes: "none" });
    writeFileSync(join(path, "page"), "two");
    expect(await stack.diff(one, inputs)).toMatchObject({
      replaces: [],
      detailed: { "build.contextDigest": { kind: "update", inputDiff: true } },
    });
    const preview = await stack.plugin.previewUpdate(
      IMAGE,
      one,
      await stack.check(IMAGE, "image", inputs, one),
    );
    expect(await idOf(imageName)).toBe(one.state["repoDigest"]);
    expect(String(preview.state["repoDigest"])).toBe("(known after up)");
    const two = await stack.update(one, inputs);
    expect(two.state["repoDigest"]).not.toBe(one.state["repoDigest"]);
    expect(await idOf(imageName)).toBe(two.state["repoDigest"]);
    await stack.delete(two);
  }, 60_000);

  it("must see no change in a login, nor where none of its files were known before", async () => {
    const path = context("login", { Dockerfile: "FROM scratch\n" });
    const inputs = { imageName: "a.example/a:1", build: { context: path } };
    const registry = { server: "a.example", username: "u", password: "one" };
    const old = {
      type: IMAGE,
      name: "login",
      id: "a.example/a:1",
      inputs: { ...inputs, registry },
      state: {},
    };
    const rotated = { ...registry, username: "v", password: "two" };
    expect(await stack.diff(old, { ...inputs, registry: rotated })).toMatchObject({
      changes: "none",
    });
    const moved = { ...registry, server: "b.example" };
    expect(await stack.diff(old, { ...inputs, registry: moved })).toMatchObject({
      detailed: { "registry.server": { kind: "update" } },
    });
  });
});
