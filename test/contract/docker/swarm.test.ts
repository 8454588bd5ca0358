import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { secret } from "../../support/provider-harness";
import { startSwarmHost, type SwarmHost } from "../../support/swarm-host";
import {
  DockerStack,
  NETWORK,
  SECRET,
  SERVICE,
  SERVICE_CONFIG,
  type Resource,
} from "./docker-stack";

const RUNS = "trap exit TERM; while :; do sleep 0.2; done";
const base64 = (text: string) => Buffer.from(text).toString("base64");

// Swarm itself takes its time: an update is watched for 5 s, a restart waits for 5 s.
vi.setConfig({ testTimeout: 90_000 });

let swarm: SwarmHost;
let stack: DockerStack;
let network: Resource;

beforeAll(async () => {
  swarm = await startSwarmHost("swarm");
  stack = await DockerStack.start(swarm.host.dockerHost);
  network = await stack.create(NETWORK, "net", { driver: "overlay", attachable: true });
}, 180_000);
afterAll(async () => {
  await stack.plugin.stop();
  await swarm.host.remove();
}, 120_000);

/** What a failed test left must not fail the next. */
afterEach(async () => {
  for (const { ID } of await swarm.docker.listServices())
    await swarm.docker.getService(ID).remove();
});

/** Inputs of a service that runs until it is told to end. */
function service(container: Props = {}, task: Props = {}, rest: Props = {}): Props {
  return {
    endpointSpec: { mode: "dnsrr" },
    convergeConfig: { timeout: "60s" },
    ...rest,
    taskSpec: {
      containerSpec: {
        image: swarm.image,
        args: ["sh", "-c", RUNS],
        stopGracePeriod: "1s",
        ...container,
      },
      ...task,
    },
  };
}

const specOf = async (id: string) =>
  ((await swarm.docker.getService(id).inspect()) as { Spec: Record<string, never> }).Spec;

async function tasksOf(id: string) {
  const tasks = (await swarm.docker.listTasks({ filters: { service: [id] } })) as {
    ID: string;
    DesiredState: string;
    Status: { State: string; ContainerStatus: { ContainerID: string } };
  }[];
  return tasks.filter(({ DesiredState }) => DesiredState === "running");
}

async function readFile(id: string, path: string): Promise<string> {
  const [task] = await tasksOf(id);
  const exec = await swarm.docker
    .getContainer(task?.Status.ContainerStatus.ContainerID ?? "")
    .exec({ Cmd: ["cat", path], AttachStdout: true, Tty: true });
  let text = "";
  for await (const chunk of await exec.start({ Tty: true })) text += String(chunk);
  return text;
}

describe("every property of a service", () => {
  const properties: Record<string, () => Props> = {
    capabilities: () => service({ capAdds: ["net_admin"], capDrops: ["CAP_CHOWN"] }),
    command: () => service({ commands: ["sh"], args: ["-c", RUNS], dir: "/tmp", user: "0:0" }),
    dnsConfig: () =>
      service({
        dnsConfig: { nameservers: ["1.1.1.1"], options: ["ndots:3"], searches: ["example.org"] },
      }),
    env: () => service({ env: { B: "2", A: "1=x" }, groups: ["5"], hostname: "web" }),
    healthcheck: () =>
      service({
        healthcheck: {
          tests: ["CMD", "true"],
          interval: "1s",
          timeout: "1000ms",
          startPeriod: "0s",
          retries: 2,
        },
      }),
    hosts: () => service({ hosts: [{ host: "db", ip: "10.0.0.9" }] }),
    init: () => service({ init: true, readOnly: true, stopSignal: "term" }),
    isolation: () => service({ isolation: "default", sysctl: { "net.core.somaxconn": "256" } }),
    labels: () =>
      service({ labels: [{ label: "inner", value: "1" }] }, undefined, {
        labels: [
          { label: "b", value: "2" },
          { label: "a", value: "1" },
        ],
      }),
    logDriver: () =>
      service({}, { logDriver: { name: "json-file", options: { "max-size": "1m" } } }),
    mode: () => service({}, {}, { mode: { global: true } }),
    mounts: () =>
      service({
        mounts: [
          { type: "tmpfs", target: "/scratch", tmpfsOptions: { sizeBytes: 1048576, mode: 0o1777 } },
          {
            type: "bind",
            source: "/etc",
            target: "/host",
            readOnly: true,
            bindOptions: { propagation: "rprivate" },
          },
          {
            type: "volume",
            source: "data",
            target: "/data",
            volumeOptions: { noCopy: true, labels: [{ label: "x", value: "y" }] },
          },
        ],
      }),
    networks: () =>
      service({}, { networksAdvanceds: [{ id: network.id, aliases: ["web", "app"] }] }),
    "networks by name": () =>
      service({}, { networksAdvanceds: [{ name: network.state["name"] as string }] }),
    placement: () =>
      service(
        {},
        {
          placement: {
            constraints: ["node.role == manager"],
            maxReplicas: 3,
            prefs: ["spread=node.labels.zone"],
            platforms: [{ architecture: "amd64", os: "linux" }],
          },
        },
      ),
    ports: () =>
      service(
        {},
        {},
        {
          endpointSpec: {
            mode: "dnsrr",
            ports: [{ targetPort: 80, publishedPort: 18080, publishMode: "host", name: "http" }],
          },
        },
      ),
    privileges: () =>
      service({ privileges: { seLinuxContext: { disable: false, user: "u", level: "s0" } } }),
    replicas: () => service({}, {}, { mode: { replicated: { replicas: 2 } } }),
    resources: () =>
      service(
        {},
        {
          resources: {
            limits: { memoryBytes: 67108864, nanoCpus: 500000000 },
            reservation: { memoryBytes: 8388608, nanoCpus: 1000000 },
          },
        },
      ),
    restartPolicy: () =>
      service(
        {},
        {
          forceUpdate: 2,
          runtime: "container",
          restartPolicy: { condition: "on-failure", delay: "3s", maxAttempts: 4, window: "1m30s" },
        },
      ),
    updateConfig: () =>
      service(
        {},
        {},
        {
          updateConfig: {
            parallelism: 2,
            delay: "1s",
            failureAction: "rollback",
            monitor: "1500ms",
            maxFailureRatio: "0.5",
            order: "start-first",
          },
          rollbackConfig: { parallelism: 0, monitor: "2s", failureAction: "continue" },
        },
      ),
  };

  /** Swarm keeps networks by id, and the platforms may as well be the image's own. */
  const notImported: Record<string, string[]> = {
    "networks by name": ["taskSpec.networksAdvanceds[0]"],
    placement: ["taskSpec.placement.platforms[0]"],
  };

  it.each(Object.keys(properties))(
    "must be unchanged by a second up and a refresh: %s",
    async (name) => {
      const inputs = properties[name]!();
      const made = await stack.create(SERVICE, "each", inputs);
      expect(made.notReady).toBeUndefined();
      expect((await stack.diff(made, inputs)).changes).toBe("none");
      const refreshed = await stack.refresh(made);
      expect(refreshed?.inputs).toEqual(made.inputs);
      expect(refreshed?.state).toEqual(made.state);

      // What an import finds is what the program has to say.
      const imported = await stack.plugin.read(SERVICE, made.id);
      const kept = { id: made.id, inputs: imported?.inputs ?? {}, state: imported?.state ?? {} };
      const { convergeConfig: _, ...asked } = inputs;
      const { detailed } = await stack.plugin.diff(SERVICE, kept, {
        ...asked,
        name: made.state["name"],
      });
      expect(Object.keys(detailed)).toEqual(notImported[name] ?? []);
      await stack.delete(made);
      expect(await swarm.docker.listServices()).toEqual([]);
      expect(await swarm.docker.listTasks()).toEqual([]);
    },
  );
});

describe("a service", () => {
  it("must give out what the SDK's Service has", async () => {
    const made = await stack.create(
      SERVICE,
      "outputs",
      service({}, {}, { endpointSpec: undefined }),
    );
    expect(made.state).toMatchObject({
      labels: [],
      mode: { global: false, replicated: { replicas: 1 } },
      endpointSpec: { mode: "vip", ports: [] },
      taskSpec: { containerSpec: { image: swarm.image, isolation: "default", readOnly: false } },
    });
    await stack.delete(made);
  });

  it("must change in place, and not restart its tasks where only its scale changes", async () => {
    const made = await stack.create(SERVICE, "scale", service({ env: { A: "1", B: "2" } }));
    const [first] = await tasksOf(made.id);
    const more = service(
      { env: { B: "2", A: "1" } },
      {},
      { mode: { replicated: { replicas: 2 } } },
    );
    expect((await stack.diff(made, more)).replaces).toEqual([]);
    const scaled = await stack.update(made, more);
    expect(scaled.id).toBe(made.id);
    const tasks = await tasksOf(made.id);
    expect(tasks).toHaveLength(2);
    expect(tasks.map(({ ID }) => ID)).toContain(first?.ID);

    const changed = await stack.update(scaled, service({ env: { A: "3" } }));
    expect((await specOf(made.id))["TaskTemplate"]).toMatchObject({
      ContainerSpec: { Env: ["A=3"] },
    });
    expect((await tasksOf(made.id)).map(({ Status }) => Status.State)).toEqual(["running"]);
    await stack.delete(changed);
  });

  it("must be mended where somebody changed it by hand", async () => {
    const inputs = service({ env: { A: "1" } }, { networksAdvanceds: [{ id: network.id }] });
    const made = await stack.create(SERVICE, "drift", inputs);
    const found = (await swarm.docker.getService(made.id).inspect()) as {
      Version: { Index: number };
      Spec: { TaskTemplate: { ForceUpdate: number; ContainerSpec: { Env: string[] } } };
    };
    found.Spec.TaskTemplate.ContainerSpec.Env = ["A=by hand"];
    found.Spec.TaskTemplate.ForceUpdate = 7;
    await swarm.docker.getService(made.id).update({ version: found.Version.Index, ...found.Spec });
    const refreshed = await stack.refresh(made);
    expect(Object.keys((await stack.diff(refreshed!, inputs)).detailed)).toEqual([
      "taskSpec.containerSpec.env.A",
    ]);
    const mended = await stack.update(refreshed!, inputs);
    expect((await specOf(made.id))["TaskTemplate"]).toMatchObject({
      ForceUpdate: 7,
      ContainerSpec: { Env: ["A=1"] },
    });
    expect((await stack.diff(mended, inputs)).changes).toBe("none");
    await stack.delete(mended);
  });

  it("must be replaced where its kind of mode changes", async () => {
    const made = await stack.create(SERVICE, "kind", service());
    const global = service({}, {}, { mode: { global: true } });
    expect((await stack.diff(made, global)).replaces).toEqual(["mode"]);
    await stack.delete(made);
  });

  it("must say which task fails and what it logged, and be mended by an update", async () => {
    const secretWord = "hunter2-task-token";
    const bad = service(
      { args: ["sh", "-c", "echo token $TOKEN; exit 3"], env: secret({ TOKEN: secretWord }) },
      { restartPolicy: { condition: "none" } },
    );
    const made = await stack.create(SERVICE, "fails", bad);
    expect(made.notReady?.[0]).toContain("task 1 failed: task: non-zero exit (3)");
    expect(made.notReady?.[0]).toContain("token [secret]");
    expect(JSON.stringify(made.notReady)).not.toContain(secretWord);
    // The next `up` with the same inputs waits again, and fails again.
    expect((await stack.update(made, bad)).notReady?.[0]).toContain("non-zero exit (3)");
    const mended = await stack.update(made, service());
    expect(mended.notReady).toBeUndefined();
    await stack.delete(mended);
  });

  it("must say that an image is missing, and what its update came to", async () => {
    const made = await stack.create(SERVICE, "rolls", service({ env: { A: "1" } }));
    const bad = service(
      { image: "127.0.0.1:1/absent:1" },
      { restartPolicy: { delay: "0s" } },
      { updateConfig: { failureAction: "rollback", monitor: "2s" } },
    );
    const failed = await stack.update(made, bad);
    expect(failed.notReady?.[0]).toMatch(
      /rolled the service back .*No such image: 127.0.0.1:1\/absent:1/,
    );
    const mended = await stack.update(failed, service({ env: { A: "2" } }));
    expect(mended.notReady).toBeUndefined();
    await stack.delete(mended);

    const paused = await stack.create(
      SERVICE,
      "pauses",
      service({ image: "127.0.0.1:1/absent:1" }, { restartPolicy: { delay: "0s" } }),
    );
    expect(paused.notReady?.[0]).toMatch(/turned down again and again.*No such image/);
    await stack.delete(paused);
  });

  it("must say at the time-out what it waits for", async () => {
    const made = await stack.create(
      SERVICE,
      "nowhere",
      service(
        {},
        { placement: { constraints: ["node.role==worker"] } },
        { convergeConfig: { timeout: "1s" } },
      ),
    );
    expect(made.notReady?.[0]).toMatch(
      /after 1s 0 of 1 task runs; task 1 is pending: no suitable node/,
    );
    await stack.delete(made);
  });

  it("must not be waited for without convergeConfig", async () => {
    const made = await stack.create(
      SERVICE,
      "no-wait",
      service({ args: ["false"] }, {}, { convergeConfig: undefined }),
    );
    expect(made.notReady).toBeUndefined();
    await stack.delete(made);
  });

  it("must be taken on after a run that was killed where it bears the name, else make room", async () => {
    const fixed = (A: string) => service({ env: { A } }, {}, { name: stack.named("fixed") });
    const lost = await stack.create(SERVICE, "lost", fixed("1"));
    await stack.restart();
    const found = await stack.create(SERVICE, "lost", fixed("2"));
    expect(found.id).toBe(lost.id);
    expect((await stack.diff((await stack.refresh(found))!, fixed("2"))).changes).toBe("none");
    await stack.restart();
    const other = await stack.create(SERVICE, "lost", service());
    expect((await swarm.docker.listServices()).map(({ ID }) => ID)).toEqual([other.id]);
    await stack.delete(other);
  });

  it("must be told from one of another owner with its name", async () => {
    const made = await stack.create(
      SERVICE,
      "twin",
      service({}, {}, { name: stack.named("twin") }),
    );
    await expect(
      stack.create(SERVICE, "other", service({}, {}, { name: stack.named("twin") })),
    ).rejects.toThrow(`there is a service ${stack.named("twin")} already`);
    await stack.delete(made);
  });
});

describe("secrets and configs", () => {
  it("must reach a service, and be replaced beside the old one", async () => {
    const key = await stack.create(SECRET, "key", { data: secret(base64("first-key")) });
    const conf = await stack.create(SERVICE_CONFIG, "conf", { dataRaw: "first-conf" });
    const uses = (secretId: string) =>
      service({
        secrets: [{ secretId, fileName: "key" }],
        configs: [
          { configId: conf.id, configName: conf.state["name"], fileName: "/conf", fileMode: 0o440 },
        ],
      });
    const made = await stack.create(SERVICE, "user", uses(key.id));
    expect(await readFile(made.id, "/run/secrets/key")).toBe("first-key");
    expect(await readFile(made.id, "/conf")).toBe("first-conf");
    expect((await stack.refresh(made))?.inputs).toEqual(made.inputs);

    const answer = await stack.diff(key, { data: secret(base64("second-key")) });
    expect(answer.replaces).toEqual(["data"]);
    expect(answer.deleteBeforeReplace).toBe(false);
    await expect(stack.delete(key)).rejects.toThrow(
      `the secret ${String(key.state["name"])} can't be removed: the service ${String(made.state["name"])} uses it`,
    );
    const next = await stack.create(SECRET, "key", { data: secret(base64("second-key")) });
    expect(next.id).not.toBe(key.id);
    const rotated = await stack.update(made, uses(next.id));
    expect(await readFile(made.id, "/run/secrets/key")).toBe("second-key");
    await stack.delete(key);
    await stack.delete(rotated);
    await stack.delete(next);
    await stack.delete(conf);
    expect(await swarm.docker.listSecrets()).toEqual([]);
    expect(await swarm.docker.listConfigs()).toEqual([]);
  });

  it("must be relabelled in place, and be unchanged by a refresh", async () => {
    for (const [type, inputs] of [
      [SECRET, { data: secret(base64("x")) }],
      [SERVICE_CONFIG, { data: base64("x") }],
    ] as const) {
      const made = await stack.create(type, "labels", {
        ...inputs,
        labels: [{ label: "a", value: "1" }],
      });
      expect((await stack.refresh(made))?.inputs).toEqual(made.inputs);
      const wanted = { ...inputs, labels: [{ label: "a", value: "2" }] };
      expect(await stack.diff(made, wanted)).toMatchObject({ replaces: [], diffs: ["labels"] });
      const changed = await stack.update(made, wanted);
      expect(changed.id).toBe(made.id);
      expect((await stack.refresh(changed))?.inputs).toEqual(changed.inputs);
      await stack.delete(changed);
      await stack.delete(changed);
      expect(await stack.refresh(changed)).toBeUndefined();
    }
  });

  it("must be the same, whichever way a config's content is written", async () => {
    const made = await stack.create(SERVICE_CONFIG, "spelling", { dataRaw: "text" });
    expect((await stack.diff(made, { data: base64("text") })).changes).toBe("none");
    expect((await stack.diff(made, { data: base64("other") })).replaces).toEqual(["data"]);
    const imported = await stack.plugin.read(SERVICE_CONFIG, made.id);
    expect(imported?.inputs).toEqual({ name: made.state["name"], data: base64("text") });
    await stack.delete(made);
  });

  it("must be taken on or cleared away after a run that was killed", async () => {
    const config = { dataRaw: "same", name: stack.named("lost") };
    const lostConfig = await stack.create(SERVICE_CONFIG, "lost", config);
    await stack.create(SECRET, "lost", { data: base64("same") });
    await stack.restart();
    const found = await stack.create(SERVICE_CONFIG, "lost", config);
    expect(found.id).toBe(lostConfig.id);
    const made = await stack.create(SECRET, "lost", { data: base64("same") });
    expect((await swarm.docker.listSecrets()).map(({ ID }) => ID)).toEqual([made.id]);
    await stack.restart();
    await stack.delete(found);
    await stack.delete(made);
    expect(await swarm.docker.listConfigs()).toEqual([]);
  });
});

describe("an engine that is no manager", () => {
  it("must be said in one sentence", async () => {
    const alone = await DockerStack.start();
    try {
      await expect(alone.create(SECRET, "none", { data: base64("x") })).rejects.toThrow(
        /^unix:\/\/\S+ is not a swarm manager: run `docker swarm init` there/,
      );
    } finally {
      await alone.stop();
    }
  });
});
