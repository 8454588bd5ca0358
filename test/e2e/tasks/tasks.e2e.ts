import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { TaskResult } from "../../../components/tasks/task";
import { Lab } from "../../../lab/lab";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { processes } from "../../support/processes";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/tasks/program";
/** Where commands leave their traces: the same folder on this machine and on the lab host. */
const traces = `/tmp/slipway-tasks-${randomBytes(4).toString("hex")}`;

let checkout: Checkout;
let stack: TestStack;
let engine: DockerState;
let lab: Lab;
let wanted: Wanted;

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  lab = await Lab.start("tasks", { hosts: 1 });
  const host = lab.host("node1");
  await host.sh(`mkdir -m 777 ${traces}`);
  symlinkSync(join(host.record.dir, traces), traces);
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test");
  engine = new DockerState(stack.backendUrl);
  const remote = {
    host: host.ssh(),
    hostKey: host.hostKey,
    sshOpts: ["-i", lab.keyFile, "-o", "IdentitiesOnly=yes"],
  };
  wanted = { image, remote, version: "1", tasks: {} };
  await stack.init();
});

afterAll(async () => {
  try {
    await stack?.destroy(["--continue-on-error"]);
  } finally {
    await engine?.sweep();
    stack?.removeState();
    checkout?.remove();
    await lab?.remove();
    rmSync(traces, { force: true });
  }
});

function want(tasks: Wanted["tasks"], more: Partial<Wanted> = {}): void {
  wanted = { ...wanted, ...more, tasks };
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

/** What happened to containers while something was done: `web-1 start`. */
async function eventsOf(names: string[], work: () => Promise<unknown>): Promise<string[]> {
  const event = ["die", "start", "health_status"];
  const events = await engine.docker.getEvents({
    filters: { type: ["container"], container: names, event },
  });
  let text = "";
  events.on("data", (chunk: Buffer) => (text += chunk.toString()));
  try {
    await work();
  } finally {
    (events as Readable).destroy();
  }
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { Action: string; Actor: { Attributes: { name: string } } })
    .map(({ Action, Actor }) => `${Actor.Attributes.name} ${Action}`);
}

const results = () => stack.output<Record<string, TaskResult[]>>("results");

/** Lines of a trace. */
function trace(name: string): string[] {
  const file = join(traces, name);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}

const note = (name: string, text = "x") => `echo ${text} >> ${join(traces, name)}`;

function sleeping(mark: string): string[] {
  return processes()
    .map(({ command }) => command)
    .filter((command) => command.endsWith(`sleep ${mark}`));
}

describe("tasks", () => {
  it("must run where they are placed, in order, with the outputs they gave", async () => {
    want({
      host: { on: "local", command: `${note("order", "host")}; echo on $(hostname)` },
      remote: { on: "remote", after: "host", command: `sleep 1; ${note("order", "remote")}` },
      both: { on: "both", after: "remote", command: note("order", "both") },
      web: {
        in: "web",
        command: ["sh", "-c", 'echo "$VERSION $A"; echo err >&2'],
        env: { A: "b" },
      },
      first: { in: "web", replica: "first", command: ["hostname"] },
      fresh: { in: "fresh", on: "local", command: ["sh", "-c", "id -u; cat /proc/1/comm"] },
    });
    succeeded(await stack.up());
    const got = await results();
    expect(trace("order")).toEqual(["host", "remote", "both", "both"]);
    const replicas = await engine.containers("web-");
    expect(got["web"]!.map(({ place }) => place).sort()).toEqual(replicas);
    for (const each of got["web"]!)
      expect(each).toMatchObject({ stdout: "1 b\n", stderr: "err\n", exitCode: 0, ran: true });
    expect(got["first"]).toHaveLength(1);
    const { Config } = await engine.inspect(got["first"]![0]!.place);
    expect(got["first"]![0]!.stdout).toBe(`${Config.Hostname}\n`);
    expect(got["fresh"]![0]!.stdout.split("\n")[0]).toBe("0");
    expect(got["both"]!.map(({ place }) => place)).toEqual(["remote", "here"]);
    expect(got["host"]![0]).toMatchObject({ place: "local", ran: true, why: "it is new" });
  });

  it("must not run again where nothing changed", async () => {
    const unchanged = await stack.up(["--expect-no-changes"]);
    succeeded(unchanged);
    succeeded(await stack.refresh(["--expect-no-changes"]));
    expect(trace("order")).toHaveLength(4);
  });

  it("must run again for a trigger or another command, and say why; for a time-out it must not", async () => {
    const task = (trigger: string, more = {}) => ({
      on: "local" as const,
      command: note("triggered"),
      triggers: ["same", trigger],
      ...more,
    });
    want({ task: task("a"), web: { in: "web", command: ["hostname"] } });
    succeeded(await stack.up());
    want({ task: task("a", { timeoutSeconds: 30, retries: 2 }), web: wanted.tasks["web"]! });
    succeeded(await stack.up());
    expect(trace("triggered")).toHaveLength(1);

    want({ task: task("b"), web: wanted.tasks["web"]! });
    const { output } = await stack.preview(["--diff"]);
    expect(output).toContain("runs again: triggers is another");
    expect(trace("triggered")).toHaveLength(1);
    succeeded(await stack.up());
    expect(trace("triggered")).toHaveLength(2);

    const before = (await results())["web"]!.map(({ place }) => place);
    want(wanted.tasks, { version: "2" });
    succeeded(await stack.up());
    const after = (await results())["web"]!;
    expect(after.map(({ place }) => place).filter((place) => before.includes(place))).toEqual([]);
    expect(after[0]!.why).toBe("container is another");
    expect(trace("triggered")).toHaveLength(2);
  });

  it("must run nothing where a guard says no, and nothing at all in a preview", async () => {
    const there = join(traces, "there");
    writeFileSync(there, "");
    const guarded = (guard: object, trigger: string) => ({
      on: "local" as const,
      command: note("guarded"),
      triggers: [trigger],
      ...guard,
    });
    const guards = {
      creates: { creates: there },
      onlyIf: { onlyIf: `${note("asked")}; exit 1` },
      unless: { unless: ["true"] },
      inside: {
        in: "web" as const,
        on: undefined,
        command: ["false"],
        unless: ["test", "-d", "/"],
      },
    };
    const tasks = (trigger: string) =>
      Object.fromEntries(
        Object.entries(guards).map(([name, guard]) => [name, guarded(guard, trigger)]),
      );
    want(tasks("a"));
    const { output } = await stack.preview();
    expect(output).toContain("its guards aren't asked in a preview, which runs nothing");
    expect(trace("asked")).toEqual([]);
    succeeded(await stack.up());
    const got = await results();
    expect(trace("guarded")).toEqual([]);
    expect(trace("asked")).toHaveLength(1);
    expect(got["creates"]![0]).toMatchObject({ ran: false, why: `${there} is there (creates)` });
    expect(got["onlyIf"]![0]).toMatchObject({ ran: false, why: "onlyIf said no" });
    expect(got["unless"]![0]).toMatchObject({ ran: false, why: "unless said no" });
    expect(got["inside"]!.map(({ ran }) => ran)).toEqual([false, false]);

    rmSync(there);
    want(tasks("b"));
    succeeded(await stack.up());
    expect(trace("guarded")).toHaveLength(1);

    want({ typo: { on: "local", command: note("guarded"), onlyIf: ["no-such-program"] } });
    const typo = await stack.up();
    expect(typo.code).not.toBe(0);
    expect(typo.output).toContain("onlyIf could not be asked on unix://");
    expect(typo.output).toContain("there is no program no-such-program");
    expect(trace("guarded")).toHaveLength(1);
  });

  it("must try again as often as it may", async () => {
    const command = `${note("tries")}; [ $(wc -l < ${join(traces, "tries")}) -ge 3 ]`;
    want({ retried: { on: "local", command, retries: 2, retryWaitSeconds: 0 } });
    const { output } = succeeded(await stack.up());
    expect(trace("tries")).toHaveLength(3);
    expect(output).toContain("trying again in 0 s (2 of 2)");
  });

  it("must fail the update with exit code and last words, and run again at the next one", async () => {
    const secret = `hunter2-${randomBytes(4).toString("hex")}`;
    const mended = join(traces, "mended");
    const command = `${note("failing")}; echo "password is $PASSWORD" >&2; [ -e ${mended} ] || exit 42`;
    want({
      failing: { on: "remote", command, secretEnv: { PASSWORD: secret } },
      behind: { on: "local", after: "failing", command: note("behind") },
    });
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain(
      `the script on ${lab.host("node1").ssh()} ended with exit code 42`,
    );
    expect(failed.output).toContain("password is [secret]");
    expect(failed.output).not.toContain(secret);
    expect(failed.output).not.toMatch(/\n\s+at /);
    expect(trace("behind")).toEqual([]);

    const again = await stack.up();
    expect(again.code).not.toBe(0);
    expect(trace("failing")).toHaveLength(2);

    writeFileSync(mended, "");
    succeeded(await stack.up());
    expect(trace("failing")).toHaveLength(3);
    expect(trace("behind")).toHaveLength(1);
    succeeded(await stack.up(["--expect-no-changes"]));
  });

  it("must leave no process behind when the time is over", async () => {
    const mark = `98${randomBytes(3).readUIntBE(0, 3)}`;
    const command = `trap '' TERM; sleep ${mark} & (setsid sleep ${mark} &); sleep ${mark}`;
    const endless = { command, timeoutSeconds: 3 };
    want({
      web: { in: "web", replica: "first", ...endless },
      fresh: { in: "fresh", on: "local", ...endless },
      host: { on: "local", ...endless },
      remote: { on: "remote", ...endless },
    });
    const ending = stack.up(["--continue-on-error"]);
    for (const last = Date.now() + 60_000; sleeping(mark).length < 3; await sleep(50))
      if (Date.now() > last) break;
    expect(sleeping(mark).length).toBeGreaterThanOrEqual(3);
    const { code, output } = await ending;
    expect(code).not.toBe(0);
    expect(sleeping(mark)).toEqual([]);
    expect(output.match(/took longer than 3 s \(timeoutSeconds\)/g)?.length).toBeGreaterThanOrEqual(
      4,
    );
    const containers = await new Docker().listContainers({
      all: true,
      filters: { label: ["slipway.run"], ancestor: [wanted.image] },
    });
    expect(containers.filter(({ Command }) => Command.includes("head -c"))).toEqual([]);
  });

  it("must keep secrets out of state, logs, command lines and what Docker shows", async () => {
    const secret = `hunter2-${randomBytes(6).toString("hex")}`;
    const mark = `97${randomBytes(3).readUIntBE(0, 3)}`;
    const hidden = {
      command: `cat; echo "$TOKEN"; sleep ${mark} & sleep 4; kill $!`,
      secretEnv: { TOKEN: `${secret}-env` },
      stdin: `${secret}-stdin`,
      logOutput: true,
    };
    want({
      web: { in: "web", replica: "first", ...hidden },
      fresh: { in: "fresh", on: "local", ...hidden },
      remote: { on: "remote", ...hidden },
    });
    let seen = "";
    let done = false;
    const docker = new Docker();
    const watching = (async () => {
      for (; !done; await sleep(200)) {
        seen += processes()
          .map(({ command }) => command)
          .join("\n");
        for (const { Id } of await docker.listContainers())
          seen += JSON.stringify(
            await docker
              .getContainer(Id)
              .inspect()
              .catch(() => ""),
          );
      }
    })();
    const preview = await stack.preview(["--diff"]);
    const { output } = succeeded(await stack.up(["--diff"]));
    done = true;
    await watching;
    expect(seen).toContain(`sleep ${mark}`);
    const exported = (await stack.pulumi(["stack", "export", "--stack", "test"])).stdout;
    for (const text of [seen, preview.output, output, exported, stack.stateOnDisk()])
      expect(text).not.toContain(secret);
    const shown = await stack.pulumi([
      "stack",
      "output",
      "--json",
      "--show-secrets",
      "--stack",
      "test",
    ]);
    expect(shown.stdout).toContain(`${secret}-stdin${secret}-env`);
    expect(output).toContain("[secret]");
  });

  it("must run the command for delete with what it was made with", async () => {
    const task = (word: string) => ({
      on: "remote" as const,
      command: "true",
      env: { WORD: word },
      onDelete: `echo deleted $WORD >> ${join(traces, "deleted")}`,
    });
    want({ deleted: task("one") });
    succeeded(await stack.up());
    want({ deleted: task("two") });
    succeeded(await stack.up());
    expect(trace("deleted")).toEqual([]);
    want({});
    succeeded(await stack.up());
    expect(trace("deleted")).toEqual(["deleted two"]);
  });

  it("must do with changed files what the program says: signal, restart, or a new container", async () => {
    const files = { recreate: "a", restart: "a", signal: "hunter2-a" };
    want({}, { files });
    succeeded(await stack.up());
    const both = await engine.containers("files-");
    expect(both).toHaveLength(2);
    const [name = "", other = ""] = both;
    const first = await engine.inspect(name);
    const logs = async () =>
      (await engine.docker.getContainer(name).logs({ stdout: true })).toString();
    succeeded(await stack.up(["--expect-no-changes"]));

    want({}, { files: { ...files, signal: "hunter2-b" } });
    const { output } = await stack.preview(["--diff"]);
    expect(output).toContain(`sends SIGHUP to ${name}, because its triggers changed`);
    expect(output).not.toContain("hunter2");
    succeeded(await stack.up());
    const signalled = await engine.inspect(name);
    expect(signalled.Id).toBe(first.Id);
    expect(signalled.State.StartedAt).toBe(first.State.StartedAt);
    expect(await logs()).toContain("hunter2-b");
    expect((await logs()).match(/begun/g)).toHaveLength(1);

    want({}, { files: { ...wanted.files!, restart: "b" } });
    const seen = await eventsOf(both, async () => succeeded(await stack.up()));
    // Never two at a time: the second one stops when the first is healthy again.
    const steps = ["die", "start", "health_status: healthy"];
    expect(seen).toEqual([name, other].flatMap((each) => steps.map((step) => `${each} ${step}`)));
    const restarted = await engine.inspect(name);
    expect(restarted.Id).toBe(first.Id);
    expect((await logs()).match(/begun/g)).toHaveLength(2);
    expect(restarted.State.Health?.Status).toBe("healthy");

    want({}, { files: { ...wanted.files!, recreate: "b", signal: "hunter2-c" } });
    succeeded(await stack.up());
    expect(await engine.containers("files-")).not.toContain(name);
    succeeded(await stack.up(["--expect-no-changes"]));

    want({}, { files: { ...wanted.files!, signal: "" } });
    const sick = await stack.up();
    expect(sick.code).not.toBe(0);
    expect(sick.output).toContain("after SIGHUP: ");
    want({}, { files: { ...wanted.files!, signal: "hunter2-d" } });
    succeeded(await stack.up());
    const { files: _, ...rest } = wanted;
    wanted = rest;
  });

  it("must refuse bad input in one go, with clear sentences", async () => {
    want({
      wrong: { on: "local", command: [], timeoutSeconds: 0, creates: "x", env: { "a b": "c" } },
    });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain("command: expected at least one entry, got an empty list");
    expect(output).toContain("timeoutSeconds: expected a whole number from 1 to 86400, got 0");
    expect(output).toContain("creates: expected an absolute path");
    expect(output).toContain('env["a b"]: expected a variable\'s name');
    expect(output).not.toMatch(/\n\s+at /);
    want({ nowhere: { command: ["true"], replica: "first" } });
    const nowhere = await stack.preview();
    expect(nowhere.output).toContain("on: expected a DockerHost or a HostGroup, got nothing");
    expect(nowhere.output).toContain("replica: is for a workload, and `in` is none");
  });
});
