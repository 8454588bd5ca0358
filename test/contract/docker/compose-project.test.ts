import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { CONTAINER, DockerStack, NETWORK, VOLUME, type Resource } from "./docker-stack";

let stack: DockerStack;
let image: string;

beforeAll(async () => {
  image = await ensureBusyboxImage();
  stack = await DockerStack.start();
}, 120_000);
afterAll(() => stack.stop(), 60_000);

const SLEEPER = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"];

function place(service: string): Record<string, string> {
  return {
    "com.docker.compose.project": stack.prefix,
    "com.docker.compose.service": service,
    "com.docker.compose.container-number": "1",
    "com.docker.compose.oneoff": "False",
  };
}

const nameOf = (service: string) => stack.named(`${service}-1`);

function wanted(service: string, extra: Props = {}): Props {
  const labels = Object.entries(place(service)).map(([label, value]) => ({ label, value }));
  return { image, name: nameOf(service), command: SLEEPER, labels, ...extra };
}

/** The service's containers: id by name. */
async function found(service: string): Promise<Record<string, string>> {
  const all = await stack.docker.listContainers({
    all: true,
    filters: {
      label: Object.entries(place(service))
        .slice(0, 2)
        .map(([label, value]) => `${label}=${value}`),
    },
  });
  return Object.fromEntries(all.map(({ Id, Names }) => [Names[0]!.slice(1), Id]));
}

const asideName = (id: string, service: string) => `${id.slice(0, 12)}_${nameOf(service)}`;

/** What `docker compose up` would have made. */
async function madeByCompose(service: string, env: string[] = []): Promise<string> {
  const { id } = await stack.docker.createContainer({
    name: nameOf(service),
    Image: image,
    Cmd: SLEEPER,
    Env: env,
    Labels: {
      ...place(service),
      "com.docker.compose.config-hash": "abc",
      "com.docker.compose.version": "2.35.1",
    },
  });
  await stack.docker.getContainer(id).start();
  return id;
}

/** A create in the place of a live one, as the engine asks for it. */
async function replace(live: Resource, service: string, extra: Props): Promise<Resource> {
  await stack.check(CONTAINER, service, wanted(service, extra), live);
  return await stack.create(CONTAINER, service, wanted(service, extra));
}

describe("a container of a compose project must", () => {
  it("be made beside the one that it replaces, which steps aside until it is deleted", async () => {
    const old = await stack.create(CONTAINER, "swap", wanted("swap"));
    const diff = await stack.diff(old, wanted("swap", { envs: ["A=1"] }));
    expect(diff).toMatchObject({ replaces: ["envs"], deleteBeforeReplace: false });
    const made = await replace(old, "swap", { envs: ["A=1"] });
    expect(await found("swap")).toEqual({
      [nameOf("swap")]: made.id,
      [asideName(old.id, "swap")]: old.id,
    });
    expect((await stack.docker.getContainer(old.id).inspect()).State.Running).toBe(true);
    await stack.delete(old);
    expect(await found("swap")).toEqual({ [nameOf("swap")]: made.id });
    await stack.delete(made);
  });

  it("give the old one its name back where it can't be made", async () => {
    const old = await stack.create(CONTAINER, "fails", wanted("fails"));
    await expect(replace(old, "fails", { command: ["/no/such/program"] })).rejects.toThrow();
    expect(await found("fails")).toEqual({ [nameOf("fails")]: old.id });
    await stack.delete(old);
  });

  it("leave the old one serving where it doesn't get ready, and give way to a third", async () => {
    const old = await stack.create(CONTAINER, "sick", wanted("sick"));
    const check = { tests: ["CMD", "false"], interval: "200ms", retries: 1 };
    const sick = await replace(old, "sick", { healthcheck: check, wait: true, waitTimeout: 10 });
    expect(sick.notReady).toBeDefined();
    await stack.restart();
    const third = await replace(sick, "sick", { envs: ["A=2"] });
    expect((await stack.docker.getContainer(old.id).inspect()).State.Running).toBe(true);
    await stack.delete(sick);
    await stack.delete(old);
    expect(await found("sick")).toEqual({ [nameOf("sick")]: third.id });
    await stack.delete(third);
  });

  it("be found again after a killed run, where it is what is wanted", async () => {
    const old = await stack.create(CONTAINER, "killed", wanted("killed"));
    const lost = await replace(old, "killed", { envs: ["A=1"] });
    await stack.restart(); // killed before state was written
    const made = await replace(old, "killed", { envs: ["A=1"] });
    expect(made.id).toBe(lost.id);
    await stack.delete(old);
    expect(await found("killed")).toEqual({ [nameOf("killed")]: lost.id });
    await stack.delete(made);
  });

  it("go after a killed run where something else is wanted, or the old one after all", async () => {
    const old = await stack.create(CONTAINER, "other", wanted("other"));
    await replace(old, "other", { envs: ["A=1"] });
    await stack.restart();
    const made = await replace(old, "other", { envs: ["A=2"] });
    await stack.delete(old);
    expect(await found("other")).toEqual({ [nameOf("other")]: made.id });

    await replace(made, "other", { envs: ["A=3"] });
    await stack.restart();
    const seen = await stack.refresh(made);
    expect(seen!.inputs["name"]).toBe(asideName(made.id, "other"));
    await stack.update(seen!, wanted("other", { envs: ["A=2"] }));
    expect(await found("other")).toEqual({ [nameOf("other")]: made.id });
    await stack.delete(made);
  });

  it("be taken over from Docker Compose as it runs, where it fits", async () => {
    const id = await madeByCompose("fits", ["A=1"]);
    const began = (await stack.docker.getContainer(id).inspect()).State.StartedAt;
    const inputs = wanted("fits", { envs: ["A=1"] });
    const taken = await stack.create(CONTAINER, "fits", inputs);
    expect(taken.id).toBe(id);
    expect((await stack.docker.getContainer(id).inspect()).State.StartedAt).toBe(began);
    expect(await stack.diff(taken, inputs)).toMatchObject({ changes: "none" });
    const seen = await stack.refresh(taken);
    expect(await stack.diff(seen!, inputs)).toMatchObject({ changes: "none" });
    await stack.restart();
    const next = await replace(taken, "fits", { envs: ["A=2"] });
    expect(Object.keys(await found("fits")).sort()).toEqual(
      [nameOf("fits"), asideName(id, "fits")].sort(),
    );
    await stack.delete(taken);
    expect(await found("fits")).toEqual({ [nameOf("fits")]: next.id });
    await stack.delete(next);
  });

  it("take the place of Docker Compose's once it is ready, where that doesn't fit", async () => {
    const id = await madeByCompose("differs", ["A=1"]);
    const made = await stack.create(CONTAINER, "differs", wanted("differs", { envs: ["A=2"] }));
    expect(made.id).not.toBe(id);
    expect(await found("differs")).toEqual({ [nameOf("differs")]: made.id });
    await stack.delete(made);
  });

  it("not take over what another stack has made", async () => {
    const { id } = await stack.docker.createContainer({
      name: nameOf("foreign"),
      Image: image,
      Cmd: SLEEPER,
      Labels: { ...place("foreign"), "slipway.owner": "somebody", "slipway.urn": "urn:other" },
    });
    await expect(stack.create(CONTAINER, "foreign", wanted("foreign"))).rejects.toThrow("is taken");
    expect(await found("foreign")).toEqual({ [nameOf("foreign")]: id });
  });
});

describe("a network or volume of a compose project must", () => {
  const labels = (kind: string) => [
    { label: "com.docker.compose.project", value: stack.prefix },
    { label: `com.docker.compose.${kind}`, value: "own" },
  ];
  const asMap = (kind: string) => ({
    ...Object.fromEntries(labels(kind).map(({ label, value }) => [label, value])),
    "com.docker.compose.version": "2.35.1",
  });

  it("be taken over from Docker Compose, and show no change afterwards", async () => {
    const name = stack.named("own");
    const { id } = await stack.docker.createNetwork({ Name: name, Labels: asMap("network") });
    await stack.docker.createVolume({ Name: name, Labels: asMap("volume") });
    const network = await stack.create(NETWORK, "own", { name, labels: labels("network") });
    const volume = await stack.create(VOLUME, "own", { name, labels: labels("volume") });
    expect(network.id).toBe(id);
    for (const each of [network, volume]) {
      const seen = await stack.refresh(each);
      expect(await stack.diff(seen!, each.inputs)).toMatchObject({ changes: "none" });
    }
    await stack.delete(network);
    await stack.delete(volume);
  });

  it("be refused with a reason where Docker Compose's network is another", async () => {
    const name = stack.named("inner");
    await stack.docker.createNetwork({ Name: name, Labels: asMap("network") });
    const inputs = { name, internal: true, labels: labels("network") };
    await expect(stack.create(NETWORK, "inner", inputs)).rejects.toThrow("internal differs");
  });
});
