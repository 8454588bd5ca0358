import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isAlive } from "../../../plugins/runtime/shared/engine-watch";
import { fakeEngine } from "../../support/fake-engine";
import { descendants } from "../../support/processes";
import { bundle } from "./fixtures/bundle";
import { LaunchedPlugin, type LaunchOptions } from "./fixtures/launched-plugin";

const LAUNCH = join(__dirname, "../../../plugins/runtime/shared/launch.sh");

let folder: string;
let executable: string;
/** Where servers meet their launchers in this test. */
let meeting: string;
const launched: LaunchedPlugin[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-shared-"));
  executable = join(folder, "pulumi-resource-shared");
  await bundle("shared-plugin.ts", join(folder, "plugin.cjs"));
  writeFileSync(executable, `#!/bin/sh\nplugin='${folder}/plugin.cjs'\n. '${LAUNCH}'\n`);
  chmodSync(executable, 0o755);
});

beforeEach(() => {
  meeting = mkdtempSync(join(folder, "meeting-"));
});

afterEach(async () => {
  for (const plugin of launched.splice(0)) plugin.dispose();
  // The servers see that, and clean up.
  await expect.poll(leftovers, { timeout: 10_000 }).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true }));

function root(): string {
  return join(meeting, `slipway-plugins-${process.getuid!()}`);
}

/** What lies in the folder of this user's servers. */
function leftovers(): string[] {
  return existsSync(root()) ? readdirSync(root()) : [];
}

async function launch(name: string, options: LaunchOptions = {}): Promise<LaunchedPlugin> {
  const env = { XDG_RUNTIME_DIR: meeting, ...options.env };
  const plugin = await LaunchedPlugin.launch(executable, name, { ...options, env });
  launched.push(plugin);
  return plugin;
}

function launchBoth(): Promise<[LaunchedPlugin, LaunchedPlugin]> {
  return Promise.all([launch("one"), launch("two")]);
}

function expectDead(pid: number): Promise<void> {
  return expect.poll(() => isAlive(pid), { timeout: 8000, interval: 20 }).toBe(false);
}

describe("launchers of one engine", () => {
  test("share one server, each with a configuration of its own", async () => {
    const plugins = await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => launch(name)));
    const answers = await Promise.all(plugins.map((plugin) => plugin.who()));
    expect(answers.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
    expect(answers[0]?.cwd).toBe(process.cwd());
    expect(leftovers()).toHaveLength(1);
  });

  test("do so in bash as well, and without setsid, as on macOS", async () => {
    const options = { shell: ["bash", "--posix"], env: { PATH: pathWithoutSetsid() } } as const;
    const [one, two] = await Promise.all([launch("one", options), launch("two", options)]);
    expect((await one.who()).pid).toBe((await two.who()).pid);
    // One of them is the server's parent, and its process group is signalled.
    one.signal("SIGINT");
    expect(await one.ended).toBe(0);
    expect((await two.who()).name).toBe("two");
    two.signal("SIGINT");
    expect(await two.ended).toBe(0);
  });

  test("have servers of their own where the environment differs", async () => {
    const [one, two] = await Promise.all([
      launch("one", { env: { DOCKER_HOST: "unix:///one" } }),
      launch("two", { env: { DOCKER_HOST: "unix:///two" } }),
    ]);
    expect((await one.who()).pid).not.toBe((await two.who()).pid);
  });

  test("tell their own engine address what broke, and leave each other's calls alone", async () => {
    const engines = await Promise.all([fakeEngine(), fakeEngine()]);
    const [one, two] = await Promise.all([
      launch("one", { engine: engines[0].address }),
      launch("two", { engine: engines[1].address }),
    ]);
    const waiting = two.call("wait");
    expect(await one.call("break")).toBe("internal error in the shared plugin: one broke");
    await expect.poll(() => engines[0].lines.map(({ message }) => message)).toContain("one broke");
    expect(engines[1].lines).toEqual([]);
    two.signal("SIGINT");
    expect(await waiting).toMatch(/cancelled/);
    await Promise.all(engines.map((engine) => engine.close()));
  });
});

describe("a server that was started early", () => {
  const place = () => `${process.pid}-early-pulumi-resource-shared`;

  async function startEarly(engine = process.pid): Promise<void> {
    const env = { ...process.env, XDG_RUNTIME_DIR: meeting, ONLY_EARLY: "yes", DOCKER_HOST: "" };
    const early = spawn(executable, [`--early=${engine}`], { env, cwd: tmpdir(), stdio: "ignore" });
    expect(await once(early, "exit")).toEqual([0, null]);
  }

  test("is taken by the first launcher, whose environment and folder it lives in", async () => {
    await startEarly();
    expect(leftovers()).toEqual([place()]);
    const [one, two] = await Promise.all(
      ["one", "two"].map((name) => launch(name, { env: { DOCKER_HOST: "unix:///one" } })),
    );
    expect(leftovers()).toHaveLength(1);
    expect(leftovers()).not.toContain(place());
    const answers = await Promise.all([one!.who(), two!.who()]);
    expect(answers[0]).toMatchObject({ name: "one", cwd: process.cwd(), host: "unix:///one" });
    expect(answers[0].early).toBe("");
    expect(answers[1]).toMatchObject({ name: "two", pid: answers[0].pid });
    // The next one has another environment, and nothing is there for it.
    const other = await launch("other", { env: { DOCKER_HOST: "unix:///other" } });
    expect(await other.who()).toMatchObject({ host: "unix:///other" });
    expect((await other.who()).pid).not.toBe(answers[0].pid);
    for (const each of [one!, two!, other]) each.signal("SIGINT");
    await Promise.all([one!.ended, two!.ended, other.ended]);
    expect(existsSync(root())).toBe(false);
  });

  test("is left alone by another plugin of that name", async () => {
    await startEarly();
    writeFileSync(join(root(), place(), "of"), "/another/plugin.cjs\n");
    const one = await launch("one");
    expect(leftovers()).toContain(place());
    one.signal("SIGINT");
    await one.ended;
    rmSync(join(root(), place()), { recursive: true });
  });

  test("ends with an engine that doesn't ask for it", async () => {
    const engine = spawn("sleep", ["60"]);
    await startEarly(engine.pid);
    expect(leftovers()).toHaveLength(1);
    engine.kill();
    await expect.poll(leftovers, { timeout: 10_000 }).toEqual([]);
  });
});

describe("the end", () => {
  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "of one launcher by %s cancels its calls, and no others",
    async (signal) => {
      const [one, two] = await launchBoth();
      const waiting = one.call("wait");
      const other = two.call("wait");
      expect((await one.who()).name).toBe("one");
      one.signal(signal);
      expect(await one.ended).toBe(signal === "SIGKILL" ? "SIGKILL" : 0);
      expect(await waiting).toMatch(/cancelled/);
      expect((await two.who()).name).toBe("two");
      two.signal("SIGINT");
      expect(await other).toMatch(/cancelled/);
    },
  );

  test("of an instance that can't be closed leaves the others alone", async () => {
    const [one, two] = await Promise.all([launch("stubborn"), launch("two")]);
    one.signal("SIGINT");
    expect(await one.ended).toBe(0);
    expect((await two.who()).name).toBe("two");
  });

  test("of the last launcher is the server's, and nothing is left", async () => {
    const [one, two] = await launchBoth();
    const { pid } = await one.who();
    one.signal("SIGINT");
    await one.ended;
    expect(isAlive(pid)).toBe(true);
    two.signal("SIGINT");
    await two.ended;
    // The engine isn't told of the end before.
    expect(existsSync(root())).toBe(false);
    await expectDead(pid);
  });

  test("of a server is no hindrance for the next one of the same engine", async () => {
    for (let round = 0; round < 3; round++) {
      // The one is about to end when the other comes.
      const one = await launch("one");
      one.signal("SIGINT");
      const two = await launch("two");
      expect((await two.who()).name).toBe("two");
      two.signal("SIGINT");
      await Promise.all([one.ended, two.ended]);
    }
  });

  test("of an engine that is killed is everybody's; another engine had servers of its own", async () => {
    const engine = spawn("sh", ["-c", `'${executable}' x & '${executable}' x & wait`], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, XDG_RUNTIME_DIR: meeting },
    });
    const lines = createInterface(engine.stdout);
    await once(lines, "line");
    await once(lines, "line");
    const other = await launch("other");
    const server = (await other.who()).pid;
    expect(leftovers()).toHaveLength(2);
    const pids = descendants(engine.pid!).map(({ pid }) => pid);
    expect(pids.length).toBeGreaterThanOrEqual(3);
    engine.kill("SIGKILL");
    for (const pid of pids) await expectDead(pid);
    await expect.poll(leftovers).toHaveLength(1);
    expect((await other.who()).pid).toBe(server);
  });

  test("of a server that is killed is all launchers'; one shows its last words; the next start works", async () => {
    const [one, two] = await launchBoth();
    const before = await one.who();
    const [folderOfKilled] = leftovers();
    expect(await one.call("crash")).toMatch(/./);
    expect(await Promise.all([one.ended, two.ended])).toEqual([1, 1]);
    expect((one.errors + two.errors).match(/why it crashed/g)).toHaveLength(1);
    const after = await (await launch("three")).who();
    expect(after).toMatchObject({ name: "three" });
    expect(after.pid).not.toBe(before.pid);
    // It stays until the engine that knows of it has ended: that is us.
    rmSync(join(root(), folderOfKilled!), { recursive: true });
  });
});

describe("what a killed run has left", () => {
  test("is removed by the next one", async () => {
    const dead = spawn("true");
    await once(dead, "exit");
    const house = join(root(), `${dead.pid}-123-1`);
    mkdirSync(root(), { mode: 0o700 });
    mkdirSync(house);
    mkdirSync(`${house}.99`);
    execFileSync("mkfifo", [join(house, "door"), join(house, "life")]);
    const one = await launch("one");
    await expect.poll(leftovers).toEqual([expect.stringMatching(`^${process.pid}-\\d+-1$`)]);
    expect((await one.who()).name).toBe("one");
  });
});

describe("each instance has a process of its own", () => {
  async function expectSeparate(options: LaunchOptions = {}): Promise<void> {
    const [one, two] = await Promise.all([launch("one", options), launch("two", options)]);
    expect(await one.who()).toMatchObject({ name: "one", pid: one.child.pid });
    expect(await two.who()).toMatchObject({ name: "two", pid: two.child.pid });
    one.signal("SIGINT");
    expect(await one.ended).toBe(0);
  }

  test("where SLIPWAY_PLUGIN_PER_INSTANCE asks for it", async () => {
    await expectSeparate({ env: { SLIPWAY_PLUGIN_PER_INSTANCE: "1" } });
    expect(existsSync(root())).toBe(false);
  });

  test("where others may write into the folder of the servers", async () => {
    mkdirSync(root());
    chmodSync(root(), 0o777);
    await expectSeparate();
    rmSync(root(), { recursive: true });
  });

  test("where the folder of the servers is a link, as somebody else may have put there", async () => {
    const elsewhere = join(meeting, "elsewhere");
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, root());
    await expectSeparate();
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("where there is nowhere to make one", async () => {
    await expectSeparate({ env: { XDG_RUNTIME_DIR: undefined, TMPDIR: join(meeting, "nowhere") } });
  });
});

/** A folder with links to what the launcher needs, but for setsid. */
function pathWithoutSetsid(): string {
  const bin = join(meeting, "bin");
  mkdirSync(bin);
  for (const command of ["node", "id", "ls", "cksum", "mkdir", "mkfifo", "mv", "rm", "cat"]) {
    const file = execFileSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" }).trim();
    symlinkSync(file, join(bin, command));
  }
  symlinkSync("/bin/bash", join(bin, "bash"));
  return bin;
}
