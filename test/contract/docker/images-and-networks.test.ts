import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { secret } from "../../support/provider-harness";
import { CONTAINER, DockerStack, IMAGE, NETWORK, REMOTE_IMAGE, TAG, VOLUME } from "./docker-stack";

let stack: DockerStack;
let base: string;
let folder: string;

beforeAll(async () => {
  base = await ensureBusyboxImage();
  stack = await DockerStack.start();
  folder = mkdtempSync(join(tmpdir(), "slipway-ct-context-"));
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

describe("docker.Image", () => {
  for (const builderVersion of ["BuilderBuildKit", "BuilderV1"]) {
    it(`must build with ${builderVersion}, honour .dockerignore, and give the local id`, async () => {
      const path = context(builderVersion, {
        Dockerfile: `FROM ${base}\nARG WHO\nCOPY . /site\nRUN echo "$WHO" > /who\n`,
        ".dockerignore": "secret.txt\n",
        "page.txt": "hello",
        "secret.txt": "no",
      });
      const imageName = `${stack.named(builderVersion.toLowerCase())}:1`;
      const inputs = {
        imageName,
        skipPush: true,
        build: { context: path, builderVersion, args: { WHO: "me" } },
      };
      const made = await stack.create(IMAGE, `img-${builderVersion}`, inputs);
      const found = await stack.docker.getImage(imageName).inspect();
      expect(made.state).toMatchObject({
        imageName,
        baseImageName: imageName,
        repoDigest: found.Id,
      });
      expect(await stack.diff(made, inputs)).toMatchObject({ changes: "none" });
      expect((await stack.refresh(made))?.inputs).toEqual(made.inputs);
      const shown = await stack.create(CONTAINER, `img-${builderVersion}`, {
        image: imageName,
        command: ["sh", "-c", "cat /who; ls /site"],
        attach: true,
        logs: true,
        mustRun: false,
      });
      expect(shown.state["containerLogs"]).toMatch(/^me\n(Dockerfile\n)?page\.txt\n$/);
      await stack.delete(shown);
      await stack.delete(made);
      await expect(stack.docker.getImage(imageName).inspect()).rejects.toMatchObject({
        statusCode: 404,
      });
    }, 60_000);

    it(`must show the failing step's last lines with ${builderVersion}, and no secret`, async () => {
      const path = context(`${builderVersion}-bad`, {
        Dockerfile: `FROM ${base}\nARG TOKEN\nRUN echo one; echo "two $TOKEN"; echo three; exit 7\n`,
      });
      const failed = stack.create(IMAGE, `bad-${builderVersion}`, {
        imageName: `${stack.named("bad")}:1`,
        skipPush: true,
        build: { context: path, builderVersion, args: secret({ TOKEN: "hunter2-hunter2" }) },
      });
      await expect(failed).rejects.toThrow(/one\n.*two .*\n.*three/);
      await expect(failed).rejects.not.toThrow(/hunter2/);
    }, 60_000);
  }

  it("must refuse a missing Dockerfile and a missing context before anything is done", async () => {
    const empty = context("empty", {});
    await expect(
      stack.check(IMAGE, "missing", { imageName: "a:1", build: { context: empty } }),
    ).rejects.toThrow(/Dockerfile/);
    await expect(
      stack.check(IMAGE, "missing", {
        imageName: "a:1",
        build: { context: join(folder, "nowhere") },
      }),
    ).rejects.toThrow(/nowhere/);
  });
});

describe("docker.RemoteImage and docker.Tag", () => {
  it("must take a local image, tag it, and leave it where asked", async () => {
    const remote = await stack.create(REMOTE_IMAGE, "remote", { name: base, keepLocally: true });
    const { Id } = await stack.docker.getImage(base).inspect();
    expect(remote.state["imageId"]).toBe(Id);
    expect(await stack.diff(remote, { name: base, keepLocally: true })).toMatchObject({
      changes: "none",
    });
    const targetImage = `${stack.named("tagged")}:2`;
    const tagged = await stack.create(TAG, "tag", { sourceImage: base, targetImage });
    expect(tagged.state["sourceImageId"]).toBe(Id);
    expect((await stack.docker.getImage(targetImage).inspect()).Id).toBe(Id);
    await stack.delete(tagged);
    await stack.delete(remote);
    expect((await stack.docker.getImage(base).inspect()).Id).toBe(Id);
  });

  it("must say of an image that can't be had which one and why", async () => {
    await expect(
      stack.create(REMOTE_IMAGE, "none", { name: "localhost:1/none:1" }),
    ).rejects.toThrow(/localhost:1\/none:1.*localhost:1/);
  });
});

describe("docker.Network and docker.Volume", () => {
  it("must be unchanged at the second look, after refresh and after import", async () => {
    const inputs = {
      labels: [
        { label: "b", value: "2" },
        { label: "a", value: "1" },
      ],
      ipamConfigs: [{ subnet: "10.213.7.0/24" }],
      internal: true,
    };
    const network = await stack.create(NETWORK, "net", inputs);
    expect(network.state).toMatchObject({ scope: "local", driver: "bridge" });
    expect(await stack.diff(network, inputs)).toMatchObject({ changes: "none" });
    expect((await stack.refresh(network))?.inputs).toEqual(network.inputs);
    const imported = (await stack.plugin.read(NETWORK, network.id))!;
    expect(
      await stack.diff({ ...network, ...imported }, { ...inputs, name: network.state["name"] }),
    ).toMatchObject({ changes: "none" });
    // The same subnet can't be had twice.
    expect(await stack.diff(network, { ...inputs, internal: false })).toMatchObject({
      deleteBeforeReplace: true,
    });
    await stack.delete(network);
    await stack.delete(network);
  });

  it("must refuse a network's name that is taken, and name who is still on it at delete", async () => {
    const name = stack.named("twin");
    const network = await stack.create(NETWORK, "twin", { name });
    await stack.restart();
    await expect(stack.create(NETWORK, "other", { name })).rejects.toThrow(/twin.* already/);
    const guest = await stack.docker.createContainer({
      name: stack.named("guest"),
      Image: base,
      Cmd: ["sleep", "60"],
      HostConfig: { NetworkMode: name },
    });
    await guest.start();
    await expect(stack.delete(network)).rejects.toThrow(stack.named("guest"));
    await guest.stop({ t: 0 });
    await guest.remove();
    await stack.delete(network);
  }, 60_000);

  it("must keep a volume's data until its resource goes, and name who still uses it", async () => {
    const volume = await stack.create(VOLUME, "vol", { labels: [{ label: "a", value: "1" }] });
    expect((await stack.refresh(volume))?.inputs).toEqual(volume.inputs);
    const user = await stack.docker.createContainer({
      name: stack.named("user"),
      Image: base,
      Cmd: ["true"],
      HostConfig: { Binds: [`${volume.id}:/data`] },
    });
    await expect(stack.delete(volume)).rejects.toThrow(stack.named("user"));
    await user.remove();
    await stack.delete(volume);
    await stack.delete(volume);
  }, 60_000);
});
