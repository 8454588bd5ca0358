import { randomBytes } from "node:crypto";
import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { provider } from "../../../plugins/slipway/provider";
import type { Props } from "../../../plugins/runtime/resource";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { type Kept, type ProviderHarness, startProvider } from "../../support/provider-harness";

const SIGNAL = "slipway:workloads:Signal";
const docker = new Docker();
const prefix = `slipway-signal-${randomBytes(3).toString("hex")}`;
/** Says which signals came; ends at SIGUSR1; is healthy unless there is a file. */
const RUNS = `trap 'echo hup' HUP; trap 'exit 3' USR1; trap 'exit 0' TERM; echo begun
  while :; do sleep 1 & wait $!; done`;
let plugin: ProviderHarness;
let image: string;

beforeAll(async () => {
  image = await ensureBusyboxImage(docker);
  plugin = await startProvider(provider);
  await plugin.configure();
});

afterAll(async () => {
  await plugin?.stop();
  for (const { Id, Names } of await docker.listContainers({ all: true }))
    if (Names[0]?.startsWith(`/${prefix}`)) await docker.getContainer(Id).remove({ force: true });
});

async function start(name: string, healthy = true): Promise<string> {
  const full = `${prefix}-${name}`;
  const container = await docker.createContainer({
    name: full,
    Image: image,
    Cmd: ["sh", "-c", RUNS],
    HostConfig: { RestartPolicy: { Name: "always" } },
    ...(healthy && {
      Healthcheck: { Test: ["CMD", "test", "!", "-e", "/sick"], Interval: 1e9, Retries: 1 },
    }),
  });
  await container.start();
  return full;
}

async function create(inputs: Props): Promise<Kept & { inputs: Props }> {
  const { inputs: good, failures } = await plugin.check(SIGNAL, inputs);
  expect(failures).toEqual([]);
  return { inputs: good, ...(await plugin.create(SIGNAL, good)) };
}

const said = async (container: string) =>
  (await docker.getContainer(container).logs({ stdout: true })).toString();
const startedAt = async (container: string) =>
  (await docker.getContainer(container).inspect()).State.StartedAt;

describe("a signal", { timeout: 60_000 }, () => {
  it("must be sent when its triggers change, and only then", async () => {
    const container = await start("hup");
    const made = await create({ container, action: "SIGHUP", triggers: ["a"] });
    expect((await plugin.diff(SIGNAL, made, made.inputs)).changes).toBe("none");
    await plugin.update(SIGNAL, made, { ...made.inputs, deadlineSeconds: 30 });
    await plugin.previewUpdate(SIGNAL, made, { ...made.inputs, triggers: ["b"] });
    expect(await said(container)).not.toContain("hup");

    const sent = await plugin.update(SIGNAL, made, { ...made.inputs, triggers: ["b"] });
    expect(sent.notReady).toBeUndefined();
    expect(await said(container)).toContain("hup");

    // Another container has begun with what there is.
    const other = await start("other");
    await plugin.update(SIGNAL, made, { ...made.inputs, container: other, triggers: ["c"] });
    expect(await said(other)).not.toContain("hup");
  });

  it("must restart a container, and wait until it is well", async () => {
    const container = await start("restart");
    const before = await startedAt(container);
    const made = await create({
      container,
      action: "restart",
      triggers: ["a"],
      stopGraceSeconds: 1,
    });
    const done = await plugin.update(SIGNAL, made, { ...made.inputs, triggers: ["b"] });
    expect(done.notReady).toBeUndefined();
    expect(await startedAt(container)).not.toBe(before);
    expect((await docker.getContainer(container).inspect()).State.Health?.Status).toBe("healthy");
  });

  it("must fail where the container ends or isn't healthy after it, and be sent again", async () => {
    for (const [name, healthy] of [
      ["ends", true],
      ["ends-unchecked", false],
    ] as const) {
      const container = await start(name, healthy);
      const made = await create({ container, action: "SIGUSR1", triggers: ["a"] });
      const ended = await plugin.update(SIGNAL, made, { ...made.inputs, triggers: ["b"] });
      expect(ended.notReady?.[0]).toContain("after SIGUSR1: ");
    }
    const container = await start("sick");
    const made = await create({
      container,
      action: "SIGHUP",
      triggers: ["a"],
      deadlineSeconds: 10,
    });
    const exec = await docker.getContainer(container).exec({ Cmd: ["touch", "/sick"] });
    await exec.start({});
    const inputs = { ...made.inputs, triggers: ["b"] };
    const sick = await plugin.update(SIGNAL, made, inputs);
    expect(sick.notReady?.[0]).toContain("unhealthy");
    const heal = await docker.getContainer(container).exec({ Cmd: ["rm", "/sick"] });
    await heal.start({});
    const again = await plugin.update(SIGNAL, { ...sick, inputs }, inputs);
    expect(again.notReady).toBeUndefined();
    expect((await said(container)).match(/hup/g)).toHaveLength(2);
  });

  it("must say that there is no such container, or that it doesn't run", async () => {
    const made = await create({ container: `${prefix}-none`, action: "SIGHUP", triggers: ["a"] });
    await expect(plugin.update(SIGNAL, made, { ...made.inputs, triggers: ["b"] })).rejects.toThrow(
      /^there is no container "slipway-signal-\w+-none" on unix:/,
    );
    const container = await start("stopped");
    await docker.getContainer(container).stop({ t: 1 });
    const stopped = await create({ container, action: "SIGHUP", triggers: ["a"] });
    await expect(
      plugin.update(SIGNAL, stopped, { ...stopped.inputs, triggers: ["b"] }),
    ).rejects.toThrow(/isn't running, so it can't take SIGHUP/);
  });

  it("must refuse what is no signal", async () => {
    const { failures } = await plugin.check(SIGNAL, { container: "a", action: "HUP" });
    expect(failures.map(({ property }) => property).sort()).toEqual(["action", "triggers"]);
  });
});
