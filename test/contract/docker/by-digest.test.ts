import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LabRegistry } from "../../../lab/registry";
import type { Props } from "../../../plugins/runtime/resource";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { removeImages } from "../../support/remove-images";
import { startSwarmHost, type SwarmHost } from "../../support/swarm-host";
import { CONTAINER, DockerStack, REGISTRY_IMAGE, REMOTE_IMAGE, SERVICE } from "./docker-stack";

let stack: DockerStack;
let swarm: SwarmHost;
let inSwarm: DockerStack;
let registry: LabRegistry;
let folder: string;
/** `host/repository`, and the digests of two images there. */
let repository: string;
let digests: [string, string];

beforeAll(async () => {
  const base = await ensureBusyboxImage();
  stack = await DockerStack.start();
  registry = await LabRegistry.start();
  swarm = await startSwarmHost("digest");
  inSwarm = await DockerStack.start(swarm.host.dockerHost);
  repository = `${registry.host}/${stack.prefix}`;
  folder = mkdtempSync(join(tmpdir(), "slipway-ct-digest-"));
  const pushed = async (tag: string) => {
    writeFileSync(join(folder, "Dockerfile"), `FROM ${base}\nLABEL which=${tag}\n`);
    const made = await stack.create(REGISTRY_IMAGE, `push-${tag}`, {
      name: `${repository}:${tag}`,
      build: { context: folder },
    });
    await stack.docker.getImage(`${repository}:${tag}`).remove();
    return made.id;
  };
  digests = [await pushed("one"), await pushed("two")];
}, 180_000);
afterAll(async () => {
  await removeImages(stack.docker, registry.host);
  await registry.remove();
  await inSwarm.plugin.stop();
  await swarm.host.remove();
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** The ways to write the first image by its digest, of which the last is another image. */
const spellings = () => ({
  one: `${repository}@${digests[0]}`,
  alike: `${repository}:one@${digests[0]}`,
  // What the tag means now is what the registry says, and not the digest.
  tag: `${repository}:one`,
  other: `${repository}@${digests[1]}`,
});

describe("an image by its digest", () => {
  it("must be pulled, compared by the digest alone, and be unchanged by a refresh and an import", async () => {
    const { one, alike, tag, other } = spellings();
    const made = await stack.create(REMOTE_IMAGE, "remote", { name: one });
    expect(made.state["repoDigest"]).toBe(one);
    for (const name of [one, alike])
      expect(await stack.diff(made, { name })).toMatchObject({ changes: "none" });
    for (const name of [tag, other])
      expect((await stack.diff(made, { name })).replaces).toEqual(["name"]);
    expect(await stack.refresh(made)).toEqual(made);
    const imported = await stack.plugin.read(REMOTE_IMAGE, one);
    expect(imported).toMatchObject({ inputs: { name: one }, state: { repoDigest: one } });
    const later = await stack.later();
    await later.delete(made);
    await later.end();
    await expect(stack.docker.getImage(one).inspect()).rejects.toMatchObject({ statusCode: 404 });
  }, 60_000);

  it("must be what a container runs, compared in the same way", async () => {
    const { one, alike, other } = spellings();
    const inputs = (image: string): Props => ({ image, command: ["sleep", "60"] });
    const made = await stack.create(CONTAINER, "runs", inputs(one));
    expect(made.notReady).toBeUndefined();
    for (const image of [one, alike])
      expect(await stack.diff(made, inputs(image))).toMatchObject({ changes: "none" });
    expect((await stack.diff(made, inputs(other))).replaces).toEqual(["image"]);
    expect((await stack.refresh(made))?.inputs).toEqual(made.inputs);
    const imported = await stack.plugin.read(CONTAINER, made.id);
    expect(imported?.inputs["image"]).toBe(one);
    const next = await stack.create(CONTAINER, "runs", inputs(other));
    const live = await stack.docker.getContainer(next.id).inspect();
    const { Id } = await stack.docker.getImage(other).inspect();
    expect(live.Image).toBe(Id);
    await stack.delete(made);
    await stack.delete(next);
  }, 60_000);

  it("must be what a service runs, kept as it is written", async () => {
    const { one, alike, other } = spellings();
    // Its nodes reach no registry, so nothing runs; what Swarm keeps is what counts here.
    const inputs = (image: string): Props => ({
      mode: { replicated: { replicas: 0 } },
      endpointSpec: { mode: "dnsrr" },
      taskSpec: { containerSpec: { image } },
    });
    const image = "taskSpec.containerSpec.image";
    const made = await inSwarm.create(SERVICE, "serves", inputs(one));
    const specOf = async () =>
      (
        (await swarm.docker.getService(made.id).inspect()) as {
          Spec: { TaskTemplate: { ContainerSpec: { Image: string } } };
        }
      ).Spec.TaskTemplate.ContainerSpec.Image;
    expect(await specOf()).toBe(one);
    for (const each of [one, alike])
      expect(await inSwarm.diff(made, inputs(each))).toMatchObject({ changes: "none" });
    expect((await inSwarm.refresh(made))?.inputs).toEqual(made.inputs);
    const imported = await inSwarm.plugin.read(SERVICE, made.id);
    expect(imported?.inputs).toMatchObject(inputs(one));
    const answer = await inSwarm.diff(made, inputs(other));
    expect([answer.replaces, Object.keys(answer.detailed)]).toEqual([[], [image]]);
    const updated = await inSwarm.update(made, inputs(other));
    expect(await specOf()).toBe(other);
    await inSwarm.delete(updated);
  }, 60_000);
});
