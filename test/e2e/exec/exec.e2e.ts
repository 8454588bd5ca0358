import { spawn } from "node:child_process";
import { lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { processes } from "../../support/processes";
import { run, type RunOptions, type RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/exec/program";
const NAMES = ["db-1", "web-1", "web-2"] as const;
type Name = (typeof NAMES)[number];

let checkout: Checkout;
let stack: TestStack;
let image: string;
let cache: string;
let lab: Lab;
let wanted: Wanted;

beforeAll(async () => {
  checkout = new Checkout();
  cache = mkdtempSync(join(tmpdir(), "slipway-cache-"));
  image = await ensureBusyboxImage();
  lab = await Lab.start("exec", { hosts: Object.fromEntries(NAMES.map((name) => [name, {}])) });
  await Promise.all(lab.hosts.map(({ dockerHost }) => copyImage(image, dockerHost)));
  wanted = {
    image,
    replicas: 2,
    secretHosts: false,
    hosts: {
      "web-1": { ...sshTo("web-1"), roles: ["web"], region: "eu-1", labels: { rack: "a" } },
      "web-2": { ...sshTo("web-2"), roles: ["web"], region: "us-1", labels: { rack: "b" } },
      "db-1": { ...sshTo("db-1"), roles: ["db"], region: "eu-2" },
    },
  };
  stack = new TestStack(checkout.path(PROGRAM), "test", { XDG_CACHE_HOME: cache });
  await stack.init();
  await up({});
});

afterAll(async () => {
  try {
    lab?.host("db-1").network.restore();
    await stack?.destroy();
  } finally {
    await lab?.remove();
    logins().forEach(({ pid }) => process.kill(pid));
    stack?.removeState();
    checkout.remove();
    rmSync(cache, { recursive: true, force: true });
  }
});

/** Nothing of this machine's own ssh configuration counts. */
function sshTo(name: Name) {
  const host = lab.host(name);
  return {
    host: host.ssh(),
    hostKey: host.hostKey,
    sshOpts: ["-F", "/dev/null", "-i", lab.keyFile],
  };
}

async function up(change: Partial<Wanted>, args: string[] = []): Promise<void> {
  Object.assign(wanted, change);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
  succeeded(await stack.up(args));
}

/** The command, in the folder of the program. */
function slipway(
  word: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const all = [checkout.path("toolchain/slipway.cjs"), word, "--stack", "test", ...args];
  return run(process.execPath, all, {
    cwd: stack.dir,
    timeoutSeconds: 120,
    ...options,
    env: { ...stack.env, ...options.env },
  });
}

const on = (name: Name) => new DockerState(stack.backendUrl, lab.host(name).dockerHost);
/** Names of containers in Docker. */
const containers = (name: Name) => on(name).containers();
/** Logins that `slipway` keeps. */
const logins = () => processes().filter(({ command }) => command.includes(join(cache, "slipway")));
/** Processes with this in their command line, wherever they run: hosts of the lab share this machine's. */
const running = (word: string) =>
  processes().filter(({ command }) => command.startsWith("sleep") && command.includes(word));

async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; !(await holds()); await sleep(100))
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
}

/** A number of seconds to sleep that no other process has. */
const uniqueSleep = () => `9${Math.floor(Math.random() * 1e8)}`;

/** It did nothing, and said one sentence that holds this. */
async function expectUsage(word: string, args: string[], ...parts: (string | RegExp)[]) {
  const { code, stdout, stderr } = await slipway(word, args);
  for (const part of parts) expect(stderr).toMatch(part);
  expect({ code, stdout, lines: stderr.trim().split("\n").length }).toEqual({
    code: 2,
    stdout: "",
    lines: 1,
  });
}

describe("slipway exec", () => {
  it("must run a command on every host, and say whose each line is", async () => {
    const { code, stdout, stderr } = await slipway("exec", [
      "--",
      ...["sh", "-c", "echo from $(hostname | wc -l); echo careful >&2"],
    ]);
    expect(stdout.trim().split("\n").sort()).toEqual(
      NAMES.map((name) => `${name.padEnd(5)} | from 1`),
    );
    for (const name of NAMES) {
      expect(stderr).toContain(`${name.padEnd(5)} | careful\n`);
      expect(stderr).toMatch(new RegExp(`^${name} +ok +0 +\\d+\\.\\d\\d$`, "m"));
    }
    expect(stderr).toMatch(/^HOST +STATUS +CODE +SECONDS$/m);
    expect(stderr).toMatch(/^3 of 3 ok$/m);
    expect(code).toBe(0);
  });

  it.each([
    [
      ["--on", "role=web"],
      ["web-1", "web-2"],
    ],
    [["--on", "role=web,region=eu-*"], ["web-1"]],
    [["--on", "region=eu-1|us-1,label.rack!=a"], ["web-2"]],
    [
      ["--on", "db-1", "--on", "label.rack=a"],
      ["db-1", "web-1"],
    ],
  ])("must run only on the hosts that %j means", async (args, expected) => {
    const { stdout } = succeeded(await slipway("exec", [...args, "--json", "--", "true"]));
    const { results } = JSON.parse(stdout);
    expect(results.map(({ host }: { host: string }) => host)).toEqual(expected);
  });

  it("must end with 1 where a command failed, and give all there is to know as JSON", async () => {
    const script = "test -e /proc/1/nothing || { echo out; echo err >&2; exit 7; }";
    const { code, stdout, stderr } = await slipway("exec", [
      ...["--on", "web-1", "--json", "--", "sh", "-c", script],
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      stack: "test",
      command: ["sh", "-c", script],
      exitCode: 1,
      results: [
        {
          host: "web-1",
          status: "failed",
          exitCode: 7,
          durationSeconds: expect.any(Number),
          stdout: "out\n",
          stderr: "err\n",
          truncated: false,
        },
      ],
    });
  });

  it("must run in each container of a workload, with variables, input and folder", async () => {
    const script = "echo $GIVEN $TAKEN $(pwd) $(cat)";
    const args = [
      "--in",
      "web",
      "--env",
      "GIVEN=a",
      "--env",
      "TAKEN",
      "--workdir",
      "/tmp",
      "--stdin",
    ];
    const slipwayCommand = [
      process.execPath,
      checkout.path("toolchain/slipway.cjs"),
      ...["exec", "--stack", "test", ...args, "--", "sh", "-c", script],
    ];
    const { stdout } = succeeded(
      await run("sh", ["-c", 'echo input | "$@"', "sh", ...slipwayCommand], {
        cwd: stack.dir,
        env: { ...stack.env, TAKEN: "from here" },
      }),
    );
    const names = await containers("web-1");
    expect(names).toHaveLength(2);
    expect(stdout.trim().split("\n").sort()).toEqual(
      names.map((name) => `web-1/${name} | a from here /tmp input`),
    );
  });

  it("must run as another user on a host", async () => {
    const args = ["--on", "web-1", "--user", "nobody", "--", "id", "-un"];
    expect(succeeded(await slipway("exec", args)).stdout).toBe("web-1 | nobody\n");
  });

  it("must run in a container of its own on each host, of which nothing is left", async () => {
    const { docker } = on("web-2");
    const before = (await docker.listContainers({ all: true })).length;
    const args = ["--on", "web-2", "--image", image, "--network", "host", "--", "ls", "/"];
    expect(succeeded(await slipway("exec", args)).stdout).toMatch(/^web-2 \| bin$/m);
    expect((await docker.listContainers({ all: true })).length).toBe(before);
  });

  it.each(["on a host", "in a container"])(
    "must end a command %s whose time is over, with all that it started",
    async (place) => {
      const seconds = uniqueSleep();
      const where = place === "on a host" ? ["--on", "web-1"] : ["--in", "api"];
      const { code, stderr, ...result } = await slipway("exec", [
        ...[...where, "--timeout", "2", "--", "sh", "-c", `sleep ${seconds} & sleep ${seconds}`],
      ]);
      expect(stderr).toMatch(/ timed-out +\d/);
      expect(stderr).toMatch(/^0 of 1 ok, 1 timed-out$/m);
      expect(code).toBe(1);
      expect(result.seconds).toBeLessThan(20);
      expect(running(seconds)).toEqual([]);
    },
  );

  it("must end the commands at Ctrl-C", async () => {
    const seconds = uniqueSleep();
    const result = slipway("exec", ["--on", "role=web", "--", "sleep", seconds], {
      started: (child) =>
        void until("both run", () => running(seconds).length === 2).then(() =>
          child.kill("SIGINT"),
        ),
    });
    const { code, stderr } = await result;
    expect(stderr).toMatch(/ending the commands/);
    expect(stderr).toMatch(/^0 of 2 ok, 2 interrupted$/m);
    expect(code).toBe(130);
    expect(running(seconds)).toEqual([]);
  });

  it("must start no further batch after one that failed", async () => {
    const args = ["--batch", "34%", "--json", "--", "sh", "-c", "exit 3"];
    const { code, stdout } = await slipway("exec", args);
    const statuses = (text: string) =>
      JSON.parse(text).results.map(({ status }: { status: string }) => status);
    expect(statuses(stdout)).toEqual(["failed", "failed", "not-run"]);
    expect(code).toBe(1);
    const more = await slipway("exec", ["--max-failures", "1", "--batch", "1", ...args.slice(2)]);
    expect(statuses(more.stdout)).toEqual(["failed", "failed", "not-run"]);
  });

  it.each(["that was never reached", "with a login that was kept"])(
    "must give the others' results and one failure where a host %s is dead",
    async (kind) => {
      if (kind === "that was never reached") logins().forEach(({ pid }) => process.kill(pid));
      else succeeded(await slipway("exec", ["--", "true"]));
      lab.host("db-1").network.unplug();
      try {
        const { code, stdout, stderr, seconds } = await slipway("exec", ["--", "echo", "alive"]);
        expect(stdout.trim().split("\n").sort()).toEqual(["web-1 | alive", "web-2 | alive"]);
        expect(stderr).toMatch(/^db-1 +unreachable +.*(doesn't answer|was lost)/m);
        expect(stderr).toMatch(/^2 of 3 ok, 1 unreachable$/m);
        expect(code).toBe(3);
        expect(seconds).toBeLessThan(40);
      } finally {
        lab.host("db-1").network.restore();
      }
    },
  );

  it("must wait no longer for a host than for the command", async () => {
    logins().forEach(({ pid }) => process.kill(pid));
    lab.host("db-1").network.unplug();
    try {
      const args = ["--on", "db-1", "--timeout", "1", "--", "true"];
      const { code, seconds } = await slipway("exec", args);
      expect(code).toBe(3);
      expect(seconds).toBeLessThan(12); // ssh by itself would give it 15.
    } finally {
      lab.host("db-1").network.restore();
    }
  });

  it("must say in one sentence what can't be", async () => {
    await expectUsage(
      "exec",
      ["--on", "role=cache", "--", "true"],
      /no host of the stack "test" fits/,
    );
    await expectUsage("exec", ["--on", "rol=web", "--", "true"], /hosts have no trait "rol"/);
    await expectUsage(
      "exec",
      ["--in", "wbe", "--", "true"],
      /there are api, db, web; did you mean/,
    );
    await expectUsage("exec", ["--stack", "prod", "--", "true"], /no stack "prod": there is test/);
    await expectUsage("exec", ["--env", "NOWHERE", "--", "true"], /no such variable here/);
    await expectUsage("exec", ["--network", "x", "--", "true"], /--network is for/);
    await expectUsage("exec", ["--batch", "0%", "--", "true"], /a share such as 25%/);
    await expectUsage("exec", [], /missing required argument/);
  });

  it("must say what keeps a command from starting, and end with 1", async () => {
    const { code, stderr } = await slipway("exec", ["--in", "api", "--user", "4711", "--", "nope"]);
    expect(stderr).toMatch(/there is no program nope/);
    expect(code).toBe(1);
    const unknown = await slipway("exec", ["--on", "web-1", "--user", "nemo", "--", "true"]);
    expect(unknown.stderr).toMatch(/^web-1 +refused +there is no user nemo on ssh:/m);
    expect(unknown.code).toBe(1);
  });
});

describe("logins that are kept", () => {
  it("must be one a host, in a folder of this user alone, and none with --fresh-login", async () => {
    logins().forEach(({ pid }) => process.kill(pid));
    await until("none is left", () => logins().length === 0);
    succeeded(await slipway("exec", ["--fresh-login", "--", "true"]));
    expect(logins()).toEqual([]);
    succeeded(await slipway("exec", ["--", "true"]));
    const first = logins().map(({ pid }) => pid);
    expect(first).toHaveLength(3);
    succeeded(await slipway("ps", []));
    succeeded(await slipway("exec", ["--in", "*", "--", "true"]));
    expect(logins().map(({ pid }) => pid)).toEqual(first);
    expect(lstatSync(join(cache, "slipway/ssh")).mode & 0o777).toBe(0o700);
  });
});

describe("slipway ps", () => {
  interface Row {
    host: string;
    workload: string;
    container: string;
    state?: string;
    drift: { kind: string }[];
  }
  async function ps(...args: string[]): Promise<Row[]> {
    const { stdout } = await slipway("ps", ["--json", ...args]);
    return JSON.parse(stdout).hosts.flatMap(
      ({ host, containers: all }: { host: string; containers: Row[] }) =>
        all.map((each) => ({ ...each, host })),
    );
  }
  const drift = async () =>
    (await ps()).flatMap(({ host, workload, drift: found }) =>
      found.map(({ kind }) => `${host} ${workload} ${kind}`),
    );

  it("must show what runs where, with nothing amiss", async () => {
    const { stdout } = succeeded(await slipway("ps", []));
    const [heading, ...lines] = stdout.trimEnd().split("\n");
    expect(heading).toMatch(
      /^HOST +WORKLOAD +REPLICA +CONTAINER +STATE +HEALTH +IMAGE +DIGEST +SINCE$/,
    );
    expect(
      lines.map((line) =>
        line
          .replace(/-[0-9a-f]{7} /, "-ID ")
          .split(/ {2,}/)
          .slice(0, -2),
      ),
    ).toEqual([
      ["db-1", "db", "db-ID", "running", image],
      ["web-1", "web", "0", "web-0-ID", "running", "healthy", image],
      ["web-1", "web", "1", "web-1-ID", "running", "healthy", image],
      ["web-2", "api", "0", "api-0-ID", "running", image],
    ]);
    const [api, ...others] = await ps("a*");
    const name = (await containers("web-2"))[0]!;
    const { Id, Image, State } = await on("web-2").inspect(name);
    expect(others).toEqual([]);
    expect(api).toEqual({
      host: "web-2",
      workload: "api",
      replica: 0,
      container: name,
      id: Id,
      state: "running",
      image,
      imageId: Image,
      digest: Image,
      since: State.StartedAt,
      drift: [],
    });
  });

  it("must show what was stopped, removed, made anew, left over or has another image, until it is mended", async () => {
    const { docker: web } = on("web-1");
    const [stopped = "", removed = ""] = await containers("web-1");
    const { Config } = await on("web-1").inspect(stopped);
    await web.getContainer(stopped).stop({ t: 1 });
    await web.getContainer(removed).remove({ force: true });
    const left = await web.createContainer({
      Image: image,
      Cmd: ["true"],
      name: "web-left",
      Labels: Config.Labels,
    });
    const { docker: other } = on("web-2");
    const [api = ""] = await containers("web-2");
    const original = await changeImage(other, api);
    try {
      expect(await drift()).toEqual([
        "web-1 web stopped",
        "web-1 web missing",
        "web-1 web extra",
        "web-2 api image",
      ]);
      const { stdout } = succeeded(await slipway("ps", ["web"]));
      expect(stdout).toMatch(new RegExp(`${stopped} +exited .* exited with code \\d+$`, "m"));
      expect(stdout).toMatch(new RegExp(`${removed} +- +missing$`, "m"));
    } finally {
      await left.remove({ force: true });
      await original.tag({ repo: image.split(":")[0]!, tag: image.split(":")[1]! });
    }
    await up({}, ["--refresh"]);
    expect(await drift()).toEqual([]);
  });

  /** Makes the image's name mean another image; resolves with the one that it meant. */
  async function changeImage(docker: DockerState["docker"], name: string) {
    const { Image } = await docker.getContainer(name).inspect();
    const changed = await docker.createContainer({ Image: image, Cmd: ["true"] });
    const [repo, tag] = image.split(":");
    await changed.commit({ repo, tag, changes: "LABEL other=1" } as object);
    await changed.remove();
    return docker.getImage(Image);
  }

  it("must tell of a host that can't be reached, beside what runs on the others", async () => {
    lab.host("db-1").network.unplug();
    try {
      const { code, stdout, stderr } = await slipway("ps", ["--fresh-login"]);
      expect(stdout).toMatch(/^web-1 +web /m);
      expect(stdout).not.toMatch(/^db-1/m);
      expect(stderr).toMatch(/^slipway ps: db-1: ssh:.*doesn't answer/);
      expect(code).toBe(3);
    } finally {
      lab.host("db-1").network.restore();
    }
  });

  it("must reach hosts whose addresses are secrets", async () => {
    await up({ secretHosts: true });
    try {
      expect((await ps()).map(({ host }) => host)).toEqual(["db-1", "web-1", "web-1", "web-2"]);
    } finally {
      await up({ secretHosts: false });
    }
  });
});

describe("slipway logs", () => {
  const times = (stdout: string) =>
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).time);

  it("must merge the logs of all hosts by time", async () => {
    const { stdout } = succeeded(await slipway("logs", ["--json", "--tail", "5"]));
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort());
    expect(new Set(lines.map(({ host, workload }) => `${host} ${workload}`))).toEqual(
      new Set(["db-1 db", "web-1 web", "web-2 api"]),
    );
    expect(lines).toHaveLength(20);
    expect(lines[0]).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
      host: expect.any(String),
      workload: expect.any(String),
      container: expect.any(String),
      stream: "stdout",
      text: expect.stringMatching(/^(web|api|db) \d+$/),
    });
  });

  it("must begin where it is told, and show times", async () => {
    const [name = ""] = await containers("db-1");
    const { stdout } = succeeded(
      await slipway("logs", ["db", "--since", "3s", "--timestamps", "--on", "role=db"]),
    );
    const lines = stdout.trim().split("\n");
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(12);
    for (const line of lines)
      expect(line).toMatch(new RegExp(`^db-1/${name} \\| \\d{4}-\\S+Z db \\d+$`));
  });

  it("must follow: what is new, containers that come, one that is started again, a host that was lost", async () => {
    let out = "";
    let notes = "";
    const follower = spawn(
      process.execPath,
      [
        checkout.path("toolchain/slipway.cjs"),
        ...["logs", "--stack", "test", "--follow", "--json", "--tail", "2"],
      ],
      { cwd: stack.dir, env: { ...process.env, ...stack.env } },
    );
    follower.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    follower.stderr.on("data", (chunk: Buffer) => (notes += chunk.toString()));
    const ended = new Promise((resolve) => follower.once("close", resolve));
    const said = (word: string) =>
      out
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line))
        .filter(({ text, container }) => `${container} ${text}`.includes(word));
    try {
      await until("it follows", () => said("db ").length > 3);
      await up({ replicas: 3 });
      const added = (await containers("web-1")).find((name) => name.startsWith("web-2-"))!;
      await until("the new replica speaks", () => said(added).length > 1);
      expect(said(added)[0]).toMatchObject({ host: "web-1", workload: "web", text: "web 1" });

      const [api = ""] = await containers("web-2");
      const before = said(api).length;
      await on("web-2").docker.getContainer(api).restart({ t: 1 });
      await until(
        "it speaks again",
        () => said(api).filter(({ text }) => text === "api 1").length > 0,
      );
      expect(said(api).length).toBeGreaterThan(before);

      lab.host("db-1").network.unplug();
      await until("the loss is told", () => notes.includes("db-1: "), 60);
      lab.host("db-1").network.restore();
      await until("the host is back", () => notes.includes("db-1 is back"), 60);
      const seen = said("db ").length;
      await until("it goes on", () => said("db ").length > seen + 1);
    } finally {
      lab.host("db-1").network.restore();
      follower.kill("SIGINT");
      await ended;
    }
    // No line is missing and none is there twice, neither at the seam nor over the loss.
    const numbers = said("db ").map(({ text }) => Number(text.split(" ")[1]));
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    const web = said("web-0-");
    expect(web.map(({ time }) => time)).toEqual(web.map(({ time }) => time).sort());
    expect(times(out).length).toBeGreaterThan(20);
  });

  it("must read what ends early without a complaint", async () => {
    const command = `"$0" "$1" logs --stack test | head -n 1`;
    const result = await run(
      "sh",
      ["-c", command, process.execPath, checkout.path("toolchain/slipway.cjs")],
      { cwd: stack.dir, env: stack.env },
    );
    expect(result.stderr).toBe("");
    expect(result.stdout.trim().split("\n")).toHaveLength(1);
  });
});
