import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { CONTAINER, DockerStack, NETWORK, VOLUME, type Resource } from "./docker-stack";

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

/** What the kernel has: memory, memory and swap, CPU quota. */
async function limitsOf(id: string): Promise<string[]> {
  const files =
    "memory/memory.limit_in_bytes memory/memory.memsw.limit_in_bytes cpu/cpu.cfs_quota_us";
  const exec = await stack.docker.getContainer(id).exec({
    Cmd: ["sh", "-c", `cd /sys/fs/cgroup; cat ${files} || cat memory.max memory.swap.max cpu.max`],
    AttachStdout: true,
    Tty: true,
  });
  let text = "";
  for await (const chunk of await exec.start({ Tty: true })) text += String(chunk);
  return text
    .trim()
    .split(/\s+/)
    .map((each) => (each === "max" || Number(each) >= 2 ** 60 ? "none" : each));
}

async function unchanged(resource: Resource, inputs: Props): Promise<void> {
  expect(await stack.diff(resource, inputs)).toMatchObject({ changes: "none" });
}

describe("docker.Container on a real engine", () => {
  it("must create, change nothing at the second look, refresh without drift, import alike, and delete", async () => {
    const network = await stack.create(NETWORK, "life-net", {});
    const volume = await stack.create(VOLUME, "life-vol", {});
    const inputs = sleeper({
      envs: ["B=2", "A=1"],
      labels: [{ label: "team", value: "web" }],
      volumes: [{ volumeName: volume.id, containerPath: "/data" }],
      networksAdvanced: [{ name: network.state["name"], aliases: ["api"] }],
      restart: "unless-stopped",
      memory: 64,
      ports: [{ internal: 8080 }],
      healthcheck: { tests: ["CMD", "true"], interval: "1s", timeout: "5s", retries: 3 },
      tmpfs: { "/run": "size=1m" },
      ulimits: [{ name: "nofile", soft: 512, hard: 1024 }],
      hosts: [{ host: "db", ip: "10.0.0.9" }],
      capabilities: { adds: ["net_admin"], drops: ["CHOWN"] },
      stopSignal: "TERM",
      workingDir: "/tmp",
      user: "0",
      init: true,
    });
    const made = await stack.create(CONTAINER, "life", inputs);
    expect(made.notReady).toBeUndefined();
    expect(made.state["name"]).toMatch(new RegExp(`^${stack.named("life")}-[0-9a-f]{7}$`));
    const live = await stack.docker.getContainer(made.id).inspect();
    expect(live.State.Running).toBe(true);
    expect(live.Config.Env).toContain("A=1");
    expect(Object.keys(live.NetworkSettings.Networks)).toEqual([network.state["name"]]);
    expect(made.state["networkDatas"]).toMatchObject([{ networkName: network.state["name"] }]);
    expect(made.state["labels"]).toEqual([{ label: "team", value: "web" }]);
    await unchanged(made, inputs);
    await unchanged(made, { ...inputs, envs: ["A=1", "B=2"], stopSignal: "SIGTERM" });

    const refreshed = await stack.refresh(made);
    expect(refreshed?.inputs).toEqual(made.inputs);
    const imported = await stack.plugin.read(CONTAINER, made.id);
    expect(
      await stack.diff({ ...made, ...imported! }, { ...inputs, name: made.state["name"] }),
    ).toMatchObject({
      changes: "none",
    });

    await stack.delete(made);
    await stack.delete(made); // absent is success
    await expect(stack.docker.getContainer(made.id).inspect()).rejects.toMatchObject({
      statusCode: 404,
    });
    expect(await stack.refresh(made)).toBeUndefined();
    await stack.delete(network);
    await stack.delete(volume);
  });

  it("must change limits, restart policy, networks and name in place", async () => {
    const one = await stack.create(NETWORK, "place-one", {});
    const two = await stack.create(NETWORK, "place-two", {});
    const before = sleeper({ memory: 32, networksAdvanced: [{ name: one.state["name"] }] });
    const made = await stack.create(CONTAINER, "place", before);
    const after = sleeper({
      memory: 96,
      restart: "always",
      name: stack.named("renamed"),
      networksAdvanced: [{ name: two.state["name"], aliases: ["x"] }],
    });
    expect(await stack.diff(made, after)).toMatchObject({ changes: "some", replaces: [] });
    const updated = await stack.update(made, after);
    expect(updated.id).toBe(made.id);
    const live = await stack.docker.getContainer(made.id).inspect();
    expect(live.Name).toBe(`/${stack.named("renamed")}`);
    expect(live.HostConfig.Memory).toBe(96 * 1024 * 1024);
    expect(live.HostConfig.RestartPolicy?.Name).toBe("always");
    expect(Object.keys(live.NetworkSettings.Networks)).toEqual([two.state["name"]]);
    expect((await stack.refresh(updated))?.inputs).toEqual(updated.inputs);
    // Without any network it is put on the bridge, and starts again there.
    const bridged = await stack.update(
      updated,
      sleeper({ memory: 96, name: stack.named("renamed") }),
    );
    expect(bridged.state["networkDatas"]).toMatchObject([{ networkName: "bridge" }]);
    await stack.docker.getContainer(made.id).restart({ t: 1 });
    await stack.delete(bridged);
    await stack.delete(one);
    await stack.delete(two);
  });

  it("must really lift limits in place, also across a restart", async () => {
    const none = await stack.create(CONTAINER, "unlimited", sleeper({}));
    const made = await stack.create(CONTAINER, "lifted", sleeper({ memory: 32, cpuQuota: 50_000 }));
    expect(await limitsOf(made.id)).not.toEqual(await limitsOf(none.id));
    const lifted = await stack.update(made, sleeper({}));
    expect(lifted.id).toBe(made.id);
    expect(await limitsOf(made.id)).toEqual(await limitsOf(none.id));
    expect((await stack.refresh(lifted))?.inputs).toEqual(lifted.inputs);
    await stack.docker.getContainer(made.id).restart({ t: 1 });
    expect(await limitsOf(made.id)).toEqual(await limitsOf(none.id));
    const again = await stack.update(lifted, sleeper({ memory: 48 }));
    expect(again.id).toBe(made.id);
    const { HostConfig } = await stack.docker.getContainer(made.id).inspect();
    expect([HostConfig.Memory, HostConfig.MemorySwap]).toEqual([48, 96].map((n) => n * 2 ** 20));
    await stack.delete(again);
    await stack.delete(none);
  });

  it("must say what is replaced, and when the old one has to go first", async () => {
    const made = await stack.create(CONTAINER, "replace", sleeper({ envs: ["A=1"] }));
    const env = await stack.diff(made, sleeper({ envs: ["A=2"] }));
    expect(env).toMatchObject({ changes: "some", deleteBeforeReplace: false });
    expect(env.detailed["envs[0]"]?.kind).toBe("update-replace");
    const fixed = await stack.create(CONTAINER, "fixed", sleeper({ name: stack.named("fixed") }));
    expect(
      await stack.diff(fixed, sleeper({ name: stack.named("fixed"), envs: ["A=1"] })),
    ).toMatchObject({ deleteBeforeReplace: true });
    await stack.delete(made);
    await stack.delete(fixed);
  });

  it("must see by refresh what was changed by hand, and mend it", async () => {
    const inputs = sleeper({ memory: 32 });
    const made = await stack.create(CONTAINER, "drift", inputs);
    const live = stack.docker.getContainer(made.id);
    await live.update({
      Memory: 48 * 1024 * 1024,
      MemorySwap: 96 * 1024 * 1024,
      RestartPolicy: { Name: "always" },
    });
    await live.stop({ t: 1 });
    const drifted = (await stack.refresh(made))!;
    expect(drifted.inputs).toMatchObject({ memory: 48, restart: "always", mustRun: false });
    expect(await stack.diff(drifted, inputs)).toMatchObject({ changes: "some", replaces: [] });
    const mended = await stack.update(drifted, inputs);
    expect(mended.notReady).toBeUndefined();
    const found = await live.inspect();
    expect(found.State.Running).toBe(true);
    expect(found.HostConfig.Memory).toBe(32 * 1024 * 1024);
    expect(found.HostConfig.RestartPolicy?.Name).toBe("no");
    expect((await stack.refresh(mended))?.inputs).toEqual(made.inputs);
    await stack.delete(mended);
  });

  it("must wait for health, and answer not ready with state, probe and log until it is", async () => {
    const check = (test: string) => ({ tests: ["CMD-SHELL", test], interval: "200ms", retries: 2 });
    const good = await stack.create(
      CONTAINER,
      "healthy",
      sleeper({ wait: true, healthcheck: check("true") }),
    );
    expect(good.notReady).toBeUndefined();
    const inputs: Props = {
      image,
      command: ["sh", "-c", "echo starting up; trap 'exit 0' TERM; while :; do sleep 0.1; done"],
      wait: true,
      waitTimeout: 20,
      healthcheck: check("echo no door; test -e /tmp/ready"),
    };
    const bad = await stack.create(CONTAINER, "sick", inputs);
    expect(bad.notReady?.join()).toMatch(/sick-.*unhealthy.*no door.*starting up/s);
    // The engine's second look, with the same inputs: still not ready.
    const again = await stack.update(bad, inputs);
    expect(again.notReady?.join()).toContain("unhealthy");
    const exec = await stack.docker.getContainer(bad.id).exec({ Cmd: ["touch", "/tmp/ready"] });
    await exec.start({});
    expect((await stack.update(bad, inputs)).notReady).toBeUndefined();
    await stack.delete(good);
    await stack.delete(bad);
  }, 60_000);

  it("must report a command that ends at once, with exit code and log", async () => {
    const made = await stack.create(CONTAINER, "ends", {
      image,
      command: ["sh", "-c", "echo oh no; exit 3"],
    });
    expect(made.notReady?.join()).toMatch(/ends-.*exit code 3.*oh no/s);
    await stack.delete(made);
  });

  it("must leave nothing of a container that can't start, and say why in one sentence", async () => {
    const server = createServer().listen(0, "0.0.0.0");
    await new Promise((resolve) => server.once("listening", resolve));
    const port = (server.address() as { port: number }).port;
    await expect(
      stack.create(CONTAINER, "port", sleeper({ ports: [{ internal: 80, external: port }] })),
    ).rejects.toThrow(`port ${port} of the host is already taken`);
    server.close();
    await expect(
      stack.create(CONTAINER, "command", { image, command: ["/no/such/program"] }),
    ).rejects.toThrow(/\/no\/such\/program/);
    await expect(
      stack.create(
        CONTAINER,
        "network",
        sleeper({ networksAdvanced: [{ name: stack.named("none") }] }),
      ),
    ).rejects.toThrow(/network .*none.* (does not exist|not found)/);
    await expect(
      stack.create(CONTAINER, "image", { image: "localhost:1/slipway/none:1" }),
    ).rejects.toThrow(/localhost:1\/slipway\/none:1/);
    const left = await stack.docker.listContainers({
      all: true,
      filters: { name: [stack.prefix] },
    });
    expect(left.map(({ Names }) => Names)).toEqual([]);
  });

  it("must upload files before the start, and keep the log of what it attached to", async () => {
    const made = await stack.create(CONTAINER, "upload", {
      image,
      command: ["sh", "-c", "cat /etc/greeting; ls -ln /etc/run.sh | cut -c1-10"],
      attach: true,
      logs: true,
      mustRun: false,
      uploads: [
        { file: "/etc/greeting", contentBase64: Buffer.from("hello\n").toString("base64") },
        { file: "/etc/run.sh", content: "#!/bin/sh\n", executable: true },
      ],
    });
    expect(made.state["containerLogs"]).toBe("hello\n-rwxr--r--\n");
    expect(made.state["exitCode"]).toBe(0);
    const refreshed = await stack.refresh(made);
    expect(refreshed?.inputs).toEqual(made.inputs);
    expect(refreshed?.state["containerLogs"]).toBe("hello\n-rwxr--r--\n");
    await stack.delete(made);
  });

  it("must refuse what can't be, all at once, and by name", async () => {
    const { failures } = await stack.plugin.check(CONTAINER, {
      image: "Upper:1",
      ports: [{ internal: 70000 }, { internal: 80, protocol: "icmp" }],
      envs: ["novalue"],
      restrat: "always",
      healthcheck: { tests: ["CMD", "true"], interval: "10" },
    });
    expect(failures.map(({ property }) => property).sort()).toEqual([
      "envs[0]",
      "healthcheck.interval",
      "image",
      "ports[0].internal",
      "ports[1].protocol",
      "restrat",
    ]);
    expect(failures.find(({ property }) => property === "restrat")?.reason).toContain("`restart`");
  });
});
