import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { pluginServers } from "../../support/plugin-servers";
import { descendants } from "../../support/processes";
import { killGroup } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

/** A run of this program takes about so long; the kills are spread over it. */
const RUN_SECONDS = 4;

let checkout: Checkout;
let image: string;

beforeAll(async () => {
  image = await ensureBusyboxImage();
  checkout = new Checkout();
});

afterAll(() => checkout.remove());

/** The program with a stack and an engine of its own. */
class Scene {
  readonly stack = new TestStack(checkout.path("test/e2e/interrupted/program"), "test");
  readonly engine: DockerState;
  readonly wanted: Wanted;

  constructor(host?: string) {
    this.engine = new DockerState(this.stack.backendUrl, host);
    this.wanted = { image, version: "0", replicas: 3, ...(host !== undefined && { host }) };
  }

  write(change: Partial<Wanted>): void {
    Object.assign(this.wanted, change);
    checkout.write("test/e2e/interrupted/program/wanted.json", JSON.stringify(this.wanted));
  }

  /** A killed CLI leaves its lock behind; `pulumi cancel` is what users are told to run then. */
  async recover(): Promise<void> {
    await this.stack.pulumi(["cancel", "--yes", this.stack.name]);
    succeeded(await this.stack.up());
  }

  /** Nothing on the engine that state doesn't know, nothing in state that isn't wanted, and all of it ready. */
  async expectConverged(): Promise<void> {
    const resources = await this.stack.resources();
    const inState = resources
      .filter(({ type }) => type === "docker:index/container:Container")
      .map(({ outputs }) => outputs?.["name"] as string)
      .sort();
    expect(inState.length).toBe(this.wanted.replicas);
    expect(await this.engine.containers()).toEqual(inState);
    for (const name of inState) {
      const { Config, State } = await this.engine.inspect(name);
      expect(Config.Env).toContain(`VERSION=${this.wanted.version}`);
      expect(Config.Env).toContain(`TOKEN=token of ${this.wanted.version}`);
      expect(State.Running).toBe(true);
      if (this.wanted.withoutHealth !== true) expect(State.Health?.Status).toBe("healthy");
    }
    expect(
      (await this.engine.everything()).filter((thing) => !thing.startsWith("container ")),
    ).toHaveLength(2);
    expect(resources.filter((resource) => resource.delete)).toEqual([]);
  }

  async end(): Promise<void> {
    try {
      await this.stack.pulumi(["cancel", "--yes", this.stack.name]);
      await this.stack.destroy();
    } finally {
      await this.engine.sweep();
      this.stack.removeState();
    }
  }
}

describe("an update that is killed", () => {
  let scene: Scene;
  let version = 0;

  beforeAll(async () => {
    scene = new Scene();
    scene.write({});
    await scene.stack.init();
  });
  afterAll(() => scene.end());

  const victims = ["the CLI and all it started", "the docker plugin", "the CLI alone"] as const;
  const trials = Array.from({ length: 24 }, (_, i) => ({
    victim: victims[i % victims.length]!,
    // Spread evenly over the run, so that every phase is hit, with some chance within each slot.
    seconds: ((i + Math.random()) / 24) * RUN_SECONDS,
    skipCheckpoints: i % 2 === 1,
  }));

  it.each(trials)(
    "must converge after $victim is killed at $seconds s (checkpoints skipped: $skipCheckpoints)",
    async ({ victim, seconds, skipCheckpoints }) => {
      // Now and then the same again, so that what was left behind can be taken on.
      if (Math.random() < 0.7) version++;
      scene.write({ version: String(version), replicas: 2 + (version % 2) });
      await scene.stack.up([], {
        env: skipCheckpoints ? { PULUMI_SKIP_CHECKPOINTS: "true" } : {},
        started: (child) => {
          void sleep(seconds * 1000).then(() => kill(victim, child.pid!));
        },
      });
      if (Math.random() < 0.3) version++;
      scene.write({ version: String(version), replicas: 2 + (version % 2) });
      await scene.recover();
      await scene.expectConverged();
    },
  );

  it("must then change nothing", async () => {
    succeeded(await scene.stack.preview(["--refresh", "--expect-no-changes"]));
  });
});

function kill(victim: string, cli: number): void {
  const below = descendants(cli);
  const engines = below.map(({ pid }) => pid);
  if (victim === "the docker plugin") {
    for (const { pid } of pluginServers("docker", engines)) killQuietly(pid);
    return;
  }
  if (victim === "the CLI and all it started") {
    const servers = ["docker", "slipway"].flatMap((plugin) => pluginServers(plugin, engines));
    for (const { pid } of [...servers, ...below]) killQuietly(pid);
  }
  killGroup(cli);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

describe("things changed by hand", () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = new Scene();
    scene.write({ version: "1" });
    await scene.stack.init();
    succeeded(await scene.stack.up());
  });
  afterAll(() => scene.end());

  it("must make a container again that was removed", async () => {
    const [first = ""] = await scene.engine.containers();
    await scene.engine.docker.getContainer(first).remove({ force: true });
    succeeded(await scene.stack.refresh());
    succeeded(await scene.stack.up());
    await scene.expectConverged();
  });

  it("must start a container again that was stopped", async () => {
    const [first = ""] = await scene.engine.containers();
    await scene.engine.docker.getContainer(first).stop({ t: 0 });
    succeeded(await scene.stack.up(["--refresh"]));
    await scene.expectConverged();
  });

  it("must put a changed restart policy right", async () => {
    const [first = ""] = await scene.engine.containers();
    await scene.engine.docker.getContainer(first).update({ RestartPolicy: { Name: "no" } });
    succeeded(await scene.stack.up(["--refresh"]));
    expect((await scene.engine.inspect(first)).HostConfig.RestartPolicy?.Name).toBe("always");
    await scene.expectConverged();
  });

  it("must be made anew where --replace asks for it", async () => {
    const before = await scene.engine.containers();
    succeeded(await scene.stack.up(["--replace", "**::app-0"]));
    const after = await scene.engine.containers();
    expect(after.filter((name) => !before.includes(name))).toEqual([
      expect.stringMatching(/^app-0-/),
    ]);
    await scene.expectConverged();
  });

  it("must go down though a container, or even the network, was removed", async () => {
    for (const name of await scene.engine.containers()) {
      await scene.engine.docker.getContainer(name).remove({ force: true });
    }
    const [network = ""] = (await scene.engine.everything()).filter((thing) =>
      thing.startsWith("network "),
    );
    await scene.engine.docker.getNetwork(network.split(" ")[1] ?? "").remove();
    succeeded(await scene.stack.destroy());
    expect(await scene.engine.everything()).toEqual([]);
  });
});

describe("an engine that restarts", () => {
  let lab: Lab;
  let host: LabHost;
  let scene: Scene;

  beforeAll(async () => {
    lab = await Lab.start("restart", { hosts: { restart: {} } });
    host = lab.host("restart");
    await copyImage(image, host.dockerHost);
    scene = new Scene(host.dockerHost);
    scene.write({ version: "1" });
    await scene.stack.init();
  });
  afterAll(async () => {
    try {
      await scene.end();
    } finally {
      await lab.remove();
    }
  });

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "must be survived in the middle of an update (%s)",
    async (signal) => {
      scene.write({ version: signal });
      let restarted: Promise<void> | undefined;
      await scene.stack.up([], {
        started: () => {
          restarted = sleep(2500).then(() => restartEngine(host, signal));
        },
      });
      await restarted;
      succeeded(await scene.stack.up(["--refresh"]));
      await scene.expectConverged();
    },
  );

  it("must be survived in the middle of 50 creates", async () => {
    scene.write({ version: "many", replicas: 50, withoutHealth: true });
    let restarted: Promise<void> | undefined;
    await scene.stack.up([], {
      started: () => {
        restarted = restartAmidCreates(host, scene, 50);
      },
    });
    await restarted;
    succeeded(await scene.stack.up(["--refresh"]));
    await scene.expectConverged();
    scene.write({ replicas: 3, withoutHealth: false });
    succeeded(await scene.stack.up());
  });

  it("must be survived between updates", async () => {
    await host.engine.restart();
    succeeded(await scene.stack.up(["--refresh"]));
    await scene.expectConverged();
  });
});

/** As a service manager does, or as after a crash. */
async function restartEngine({ engine }: LabHost, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (signal === "SIGTERM") return engine.restart();
  await engine.kill();
  await engine.start();
}

/** Kills the engine when it has made about half of what the update wants, and starts it again. */
async function restartAmidCreates(host: LabHost, scene: Scene, wanted: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  while ((await scene.engine.containers()).length < wanted / 2) {
    if (Date.now() > deadline) throw new Error("the update made no containers");
    await sleep(100);
  }
  await restartEngine(host, "SIGKILL");
}
