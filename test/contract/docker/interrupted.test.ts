import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { REPLACE_VARIABLE } from "../../../plugins/docker/ownership/asked-to-replace";
import type { Props } from "../../../plugins/runtime/resource";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { secret } from "../../support/provider-harness";
import { CONTAINER, DockerStack, NETWORK, VOLUME } from "./docker-stack";

let stack: DockerStack;
let image: string;
const sleeper = (extra: Props = {}): Props => ({
  image,
  command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"],
  ...extra,
});

beforeAll(async () => {
  image = await ensureBusyboxImage();
  stack = await DockerStack.start();
}, 120_000);
afterAll(() => stack.stop(), 60_000);

/** Ids of the containers of one resource, running or not. */
async function ids(name: string): Promise<string[]> {
  const all = await stack.docker.listContainers({
    all: true,
    filters: { name: [stack.named(name)] },
  });
  return all.map(({ Id }) => Id);
}

describe("what an interrupted run left behind", () => {
  it("must be adopted under its new name where it is what is wanted", async () => {
    const lost = await stack.create(CONTAINER, "same", sleeper({ envs: ["A=1"] }));
    await stack.restart(); // killed before state was written
    const found = await stack.create(CONTAINER, "same", sleeper({ envs: ["A=1"] }));
    expect(found.id).toBe(lost.id);
    expect(found.state["name"]).not.toBe(lost.state["name"]);
    expect(await ids("same")).toEqual([lost.id]);
    await stack.delete(found);
    expect(await ids("same")).toEqual([]);
  });

  it("must be told from what is live where the command line asks for a new one", async () => {
    const live = await stack.create(CONTAINER, "anew", sleeper());
    await stack.restart();
    process.env[REPLACE_VARIABLE] = "urn:**-anew";
    try {
      // As with --replace: nothing has changed, and Check gets no old inputs.
      const made = await stack.create(CONTAINER, "anew", sleeper());
      expect(made.id).not.toBe(live.id);
      expect((await ids("anew")).sort()).toEqual([live.id, made.id].sort());
      await stack.delete(live);
      expect(await ids("anew")).toEqual([made.id]);
      await stack.delete(made);
    } finally {
      delete process.env[REPLACE_VARIABLE];
    }
  });

  it("must go where it is not what is wanted, also because a secret is another", async () => {
    await stack.create(CONTAINER, "other", sleeper({ envs: secret(["TOKEN=first-token"]) }));
    const label = (await stack.docker.getContainer((await ids("other"))[0]!).inspect()).Config
      .Labels;
    await stack.restart();
    const made = await stack.create(
      CONTAINER,
      "other",
      sleeper({ envs: secret(["TOKEN=other-token"]) }),
    );
    expect(await ids("other")).toEqual([made.id]);
    const now = (await stack.docker.getContainer(made.id).inspect()).Config;
    expect(now.Env).toContain("TOKEN=other-token");
    // No hash of the secret is on show.
    expect(now.Labels["slipway.spec"]).toBe(label["slipway.spec"]);
    await stack.delete(made);
  });

  it("must not touch the live one, nor what that one replaced", async () => {
    const first = await stack.create(CONTAINER, "chain", sleeper({ envs: ["V=1"] }));
    await stack.check(CONTAINER, "chain", sleeper({ envs: ["V=2"] }), first);
    const second = await stack.create(CONTAINER, "chain", sleeper({ envs: ["V=2"] }));
    // Killed before the first was deleted, with state written: a new process, the second is live.
    await stack.restart();
    await stack.check(CONTAINER, "chain", sleeper({ envs: ["V=3"] }), second);
    const third = await stack.create(CONTAINER, "chain", sleeper({ envs: ["V=3"] }));
    expect((await ids("chain")).sort()).toEqual([first.id, second.id, third.id].sort());
    // The engine now deletes both old ones; the third stays.
    await stack.delete(first);
    await stack.delete(second);
    expect(await ids("chain")).toEqual([third.id]);
    await stack.delete(third);
  });

  it("must be adopted by the replacement it was, and spare the old one until that is deleted", async () => {
    const live = await stack.create(CONTAINER, "swap", sleeper({ envs: ["V=1"] }));
    await stack.check(CONTAINER, "swap", sleeper({ envs: ["V=2"] }), live);
    const lost = await stack.create(CONTAINER, "swap", sleeper({ envs: ["V=2"] }));
    await stack.restart();
    await stack.check(CONTAINER, "swap", sleeper({ envs: ["V=2"] }), live);
    const found = await stack.create(CONTAINER, "swap", sleeper({ envs: ["V=2"] }));
    expect(found.id).toBe(lost.id);
    expect((await ids("swap")).sort()).toEqual([live.id, lost.id].sort());
    await stack.delete(live);
    expect(await ids("swap")).toEqual([lost.id]);
    await stack.delete(found);
  });

  it("must show as a change, and go, where the program is put back to what is live", async () => {
    const inputs = sleeper({ envs: ["V=1"] });
    const live = await stack.create(CONTAINER, "back", inputs);
    await stack.check(CONTAINER, "back", sleeper({ envs: ["V=2"] }), live);
    await stack.create(CONTAINER, "back", sleeper({ envs: ["V=2"] }));
    await stack.restart();
    expect(await stack.diff(live, inputs)).toMatchObject({ changes: "some", replaces: [] });
    const mended = await stack.update(live, inputs);
    expect(await ids("back")).toEqual([live.id]);
    await stack.restart();
    expect(await stack.diff(mended, inputs)).toMatchObject({ changes: "none" });
    await stack.delete(mended);
  });

  it("must go with its resource in a destroy", async () => {
    const live = await stack.create(CONTAINER, "down", sleeper({ envs: ["V=1"] }));
    await stack.check(CONTAINER, "down", sleeper({ envs: ["V=2"] }), live);
    await stack.create(CONTAINER, "down", sleeper({ envs: ["V=2"] }));
    await stack.restart();
    await stack.delete(live);
    expect(await ids("down")).toEqual([]);
  });

  it("must give way at once where it holds the port that is wanted", async () => {
    const port = 20000 + Math.floor(Math.random() * 10000);
    const ports = [{ internal: 80, external: port, ip: "127.0.0.1" }];
    await stack.create(CONTAINER, "port", sleeper({ ports }));
    await stack.restart();
    const made = await stack.create(CONTAINER, "port", sleeper({ ports, envs: ["A=1"] }));
    expect(await ids("port")).toEqual([made.id]);
    await stack.delete(made);
  });

  it("must be adopted as network and volume, too", async () => {
    const network = await stack.create(NETWORK, "net", { labels: [{ label: "a", value: "b" }] });
    const volume = await stack.create(VOLUME, "vol", {});
    await stack.restart();
    expect((await stack.create(NETWORK, "net", { labels: [{ label: "a", value: "b" }] })).id).toBe(
      network.id,
    );
    const again = await stack.create(VOLUME, "vol", {});
    expect(again.id).toBe(volume.id);
    await stack.restart();
    const other = await stack.create(NETWORK, "net", { internal: true });
    expect(other.id).not.toBe(network.id);
    await expect(stack.docker.getNetwork(network.id).inspect()).rejects.toMatchObject({
      statusCode: 404,
    });
    await stack.delete(other);
    await stack.delete(again);
  });
});
