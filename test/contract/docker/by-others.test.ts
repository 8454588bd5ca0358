import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { CONTAINER, DockerStack } from "./docker-stack";

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

async function names(prefix: string): Promise<string[]> {
  const all = await stack.docker.listContainers({
    all: true,
    filters: { name: [stack.named(prefix)] },
  });
  return all.map(({ Names }) => Names[0]!.slice(1));
}

describe("a container that another program touches during the update", () => {
  it("must be made again by the next update where it was removed", async () => {
    const inputs = sleeper({ memory: 32 });
    const made = await stack.create(CONTAINER, "removed", inputs);
    await stack.docker.getContainer(made.id).remove({ force: true });
    await expect(stack.update(made, sleeper({ memory: 48 }))).rejects.toThrow(/no longer exists/);
    expect(await stack.refresh(made)).toBeUndefined();
    const again = await stack.create(CONTAINER, "removed", inputs);
    expect(await names("removed")).toEqual([again.state["name"]]);
    await stack.delete(again);
    await stack.delete(made); // gone already
  });

  it("must be made again where it was removed while it was waited for", async () => {
    const inputs = sleeper({
      wait: true,
      waitTimeout: 30,
      healthcheck: { tests: ["CMD", "false"], interval: "30s" },
    });
    const outcome = stack.create(CONTAINER, "waited", inputs).catch(() => undefined);
    await expect.poll(() => names("waited"), { timeout: 15_000 }).toHaveLength(1);
    const [name] = await names("waited");
    await expect
      .poll(async () => (await stack.docker.getContainer(name!).inspect()).State.Running, {
        timeout: 15_000,
      })
      .toBe(true);
    await stack.docker.getContainer(name!).remove({ force: true });
    // It may have been seen as killed before it was gone: then state has it as not ready, until a refresh.
    const seen = await outcome;
    expect(seen === undefined || seen.notReady?.length).toBeTruthy();
    if (seen) expect(await stack.refresh(seen)).toBeUndefined();
    const again = await stack.create(CONTAINER, "waited", sleeper());
    expect(await names("waited")).toEqual([again.state["name"]]);
    await stack.delete(again);
  });

  it("must get its name back where it was renamed", async () => {
    const inputs = sleeper({ memory: 32 });
    const made = await stack.create(CONTAINER, "renamed", inputs);
    await stack.docker.getContainer(made.id).rename({ name: stack.named("renamed-by-hand") });
    const updated = await stack.update(made, sleeper({ memory: 48 }));
    expect(updated.id).toBe(made.id);
    expect(await names("renamed")).toEqual([made.state["name"]]);
    expect((await stack.refresh(updated))?.inputs).toEqual(updated.inputs);
    await stack.delete(updated);
  });

  it("must go with its resource under whatever name it has", async () => {
    const made = await stack.create(CONTAINER, "moved", sleeper());
    await stack.docker.getContainer(made.id).rename({ name: stack.named("moved-by-hand") });
    await stack.delete(made);
    expect(await names("moved")).toEqual([]);
  });

  it("must be another one for Pulumi where somebody has made it anew under its name", async () => {
    const made = await stack.create(CONTAINER, "anew", sleeper({ envs: ["A=1"] }));
    await stack.docker.getContainer(made.id).remove({ force: true });
    const foreign = await stack.docker.createContainer({
      name: String(made.state["name"]),
      Image: image,
      Cmd: ["sleep", "1000"],
      Env: ["A=2"],
    });
    expect(await stack.refresh(made)).toBeUndefined();
    const again = await stack.create(CONTAINER, "anew", sleeper({ envs: ["A=1"] }));
    expect(again.id).not.toBe(foreign.id);
    await stack.delete(again);
    expect(await names("anew")).toEqual([made.state["name"]]);
    await foreign.remove({ force: true });
  });

  it("must have what its program wants where it is adopted after a change in place", async () => {
    const made = await stack.create(
      CONTAINER,
      "adopted",
      sleeper({ memory: 32, uploads: [{ file: "/etc/one", content: "one" }] }),
    );
    await stack.update(
      made,
      sleeper({ memory: 48, uploads: [{ file: "/etc/one", content: "two" }] }),
    );
    await stack.restart(); // killed before state was written
    const inputs = sleeper({ memory: 32, uploads: [{ file: "/etc/one", content: "one" }] });
    const found = await stack.create(CONTAINER, "adopted", inputs);
    expect(found.id).toBe(made.id);
    const live = await stack.docker.getContainer(found.id).inspect();
    expect(live.HostConfig.Memory).toBe(32 * 1024 * 1024);
    expect((await stack.refresh(found))?.inputs).toEqual(found.inputs);
    await stack.delete(found);
  });
});
