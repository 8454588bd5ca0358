import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Docker from "dockerode";
import { pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import { RegistryCredentials } from "../../../plugins/docker/connection/registry-credentials";
import { resolveEndpoint } from "../../../plugins/docker/connection/resolve-endpoint";
import type { Command, RunCommand } from "../../../plugins/slipway/client/command";
import { openHost, type HostAccess } from "../../../plugins/slipway/client/host-access";
import { runInContainer } from "../../../plugins/slipway/client/run/in-container";
import {
  RUN_LABEL,
  runInFreshContainer,
} from "../../../plugins/slipway/client/run/in-fresh-container";
import { runOnHost } from "../../../plugins/slipway/client/run/on-host";
import { processChannel } from "../../../plugins/slipway/client/run/channel";
import { BOOTSTRAP } from "../../../plugins/slipway/client/run/shell-scripts";
import { supervise } from "../../../plugins/slipway/client/run/supervise";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { processes } from "../../support/processes";

const docker = new Docker();
const prefix = `slipway-run-${randomBytes(3).toString("hex")}`;
const SHELL_LESS = `${prefix}-shell-less:1`;
let image: string;
let lab: Lab;
let local: HostAccess;
let remote: HostAccess;
const places: Record<string, () => RunCommand> = {
  "in a container": () => runInContainer(local, `${prefix}-target`),
  "in a fresh container": () => fresh(image),
  "on this machine": () => runOnHost(local),
  "on an ssh host": () => runOnHost(remote),
};

beforeAll(async () => {
  image = await ensureBusyboxImage(docker);
  await shellLessImage();
  for (const [name, from] of [
    ["target", image],
    ["shell-less", SHELL_LESS],
  ] as const)
    await start(`${prefix}-${name}`, from);
  lab = await Lab.start("run", { hosts: 1 });
  local = openHost(resolveEndpoint({}));
  remote = openHost(
    resolveEndpoint({
      host: lab.host("node1").ssh(),
      sshOpts: [
        ...["-i", lab.keyFile, "-o", "IdentitiesOnly=yes"],
        ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
      ],
    }),
  );
}, 120_000);

afterAll(async () => {
  local?.close();
  remote?.close();
  for (const name of ["target", "shell-less"])
    await docker
      .getContainer(`${prefix}-${name}`)
      .remove({ force: true })
      .catch(() => undefined);
  await docker
    .getImage(SHELL_LESS)
    .remove()
    .catch(() => undefined);
  await lab?.remove();
}, 60_000);

describe.each(Object.keys(places))("a command %s", (place) => {
  const run = (command: Partial<Command> & Pick<Command, "argv">, watch = {}) =>
    places[place]!()({ timeoutSeconds: 20, maxOutputBytes: 65536, ...command }, watch);
  const sh = (script: string, more: Partial<Command> = {}, watch = {}) =>
    run({ argv: ["sh", "-c", script], ...more }, watch);

  it("must give both outputs and the exit code", async () => {
    const result = await sh("echo out; echo err >&2; exit 7");
    expect(result).toMatchObject({ stdout: "out\n", stderr: "err\n", exitCode: 7 });
    expect(result.truncated).toBe(false);
    expect(result.durationSeconds).toBeGreaterThanOrEqual(0);
    expect(result.durationSeconds).toBeLessThan(10);
  });

  it("must hand on words, variables and input as they are", async () => {
    const odd = `a 'b' "c" $HOME \`x\` \\ * \n second line ü `;
    const result = await run({
      argv: ["sh", "-c", 'printf "%s|%s|" "$1" "$ODD"; cat', "sh", odd],
      env: { ODD: odd },
      stdin: `${odd}\n\nno end`,
    });
    expect(result.stdout).toBe(`${odd}|${odd}|${odd}\n\nno end`);
    expect(result.exitCode).toBe(0);
  });

  it("must take a long input, also where nobody reads it", async () => {
    const stdin = "0123456789abcdef\n".repeat(20_000);
    expect((await run({ argv: ["wc", "-c"], stdin })).stdout.trim()).toBe(String(stdin.length));
    expect((await sh("exit 3", { stdin })).exitCode).toBe(3);
  });

  it("must have an empty input where none is given", async () => {
    expect((await run({ argv: ["cat"] })).stdout).toBe("");
  });

  it("must count signals as shells do", async () => {
    expect((await sh("kill -s KILL $$")).exitCode).toBe(137);
  });

  it("must say what is missing or not executable", async () => {
    const missing = await run({ argv: ["no-such-program"] });
    expect(missing).toMatchObject({
      exitCode: 127,
      stderr: "there is no program no-such-program\n",
    });
    expect((await run({ argv: ["/etc"] })).exitCode).toBe(126);
    expect(await run({ argv: ["true"], workdir: "/no/such" })).toMatchObject({
      exitCode: 126,
      stderr: "there is no working directory /no/such, or it may not be entered\n",
    });
  });

  it("must run in the directory that was asked for", async () => {
    expect((await run({ argv: ["pwd"], workdir: "/tmp" })).stdout).toBe("/tmp\n");
  });

  it("must keep the last bytes of a long output, and begin with a whole character", async () => {
    const result = await sh("i=0; while [ $i -lt 2000 ]; do echo üüüüüüüüü$i; i=$((i+1)); done", {
      maxOutputBytes: 1000,
    });
    expect(result.truncated).toBe(true);
    expect(Buffer.byteLength(result.stdout)).toBeLessThanOrEqual(1000);
    expect(result.stdout).not.toContain("\uFFFD");
    expect(result.stdout.endsWith("üüüüüüüüü1999\n")).toBe(true);
  });

  it("must hand on lines as they come", async () => {
    const lines: { line: string; from: string; at: number }[] = [];
    const onLine = (line: string, from: string) => lines.push({ line, from, at: Date.now() });
    await sh("printf 'fir'; printf 'st\\n'; sleep 1; echo second >&2; printf last", {}, { onLine });
    expect(lines.map(({ line, from }) => `${from} ${line}`).sort()).toEqual([
      "stderr second",
      "stdout first",
      "stdout last",
    ]);
    const at = (text: string) => lines.find(({ line }) => line === text)!.at;
    expect(at("second") - at("first")).toBeGreaterThan(500);
  });

  it("must leave no process behind when its time is over", async () => {
    const mark = `97${randomBytes(3).readUIntBE(0, 3)}`;
    const script = `
      trap '' TERM
      sleep ${mark} &
      (setsid sleep ${mark}; true) &
      (setsid sh -c 'sleep ${mark} & sleep ${mark}' >/dev/null 2>&1 &)
      echo started
      wait
      sleep ${mark}`;
    const lines: string[] = [];
    const ending = sh(
      script,
      { timeoutSeconds: 2 },
      { onLine: (line: string) => lines.push(line) },
    );
    await until(() => running(mark).length >= 4);
    expect(running(mark).length).toBeGreaterThanOrEqual(4);
    const result = await ending;
    expect(running(mark)).toEqual([]);
    expect(result.exitCode).toBeUndefined();
    expect(result.stdout).toBe("started\n");
    expect(lines).toEqual(["started"]);
    expect(result.durationSeconds).toBeGreaterThanOrEqual(2);
  });

  it("must end it when told to", async () => {
    const mark = `96${randomBytes(3).readUIntBE(0, 3)}`;
    const controller = new AbortController();
    const ending = run({ argv: ["sleep", mark] }, { signal: controller.signal });
    await until(() => running(mark).length > 0);
    expect(running(mark)).not.toEqual([]);
    controller.abort();
    expect((await ending).exitCode).toBeUndefined();
    expect(running(mark)).toEqual([]);
  });

  it("must not wait for what it leaves running", async () => {
    const began = Date.now();
    const result = await sh("sleep 8 & echo done");
    expect(result).toMatchObject({ stdout: "done\n", exitCode: 0 });
    expect(Date.now() - began).toBeLessThan(6000);
  });

  it("must show neither variables nor input to others", async () => {
    const secret = `secret-${randomBytes(8).toString("hex")}`;
    const mark = `95${randomBytes(3).readUIntBE(0, 3)}`;
    const ending = run({
      argv: ["sleep", mark],
      env: { A: `${secret}-env` },
      secretEnv: { B: `${secret}-secret` },
      stdin: `${secret}-stdin`,
      timeoutSeconds: 3,
    });
    await until(() => running(mark).length > 0);
    expect(running(mark)).not.toEqual([]);
    expect(
      processes()
        .map(({ command }) => command)
        .filter((each) => each.includes(secret)),
    ).toEqual([]);
    for (const { Id } of await docker.listContainers({ all: true }))
      expect(
        JSON.stringify(
          await docker
            .getContainer(Id)
            .inspect()
            .catch(() => ""),
        ),
      ).not.toContain(secret);
    await ending;
  });
});

describe("a command in a container", () => {
  const run = (command: Partial<Command> & Pick<Command, "argv">, container = "target") =>
    runInContainer(
      local,
      `${prefix}-${container}`,
    )({
      timeoutSeconds: 20,
      maxOutputBytes: 65536,
      ...command,
    });

  it("must run as another user, and be ended all the same", async () => {
    expect((await run({ argv: ["id", "-u"], user: "1234" })).stdout).toBe("1234\n");
    const mark = `94${randomBytes(3).readUIntBE(0, 3)}`;
    await run({ argv: ["sleep", mark], user: "1234", timeoutSeconds: 1 });
    expect(running(mark)).toEqual([]);
  });

  it("must say that there is no such container, or that it doesn't run", async () => {
    await expect(run({ argv: ["true"] }, "none")).rejects.toMatchObject({ code: "notFound" });
    await docker.createContainer({ name: `${prefix}-stopped`, Image: image, Cmd: ["true"] });
    try {
      await expect(run({ argv: ["true"] }, "stopped")).rejects.toThrow(
        /^container slipway-run-\w+-stopped on unix:.* isn't running/,
      );
    } finally {
      await docker.getContainer(`${prefix}-stopped`).remove();
    }
  });

  it("must say that it was cut off where the container stops", async () => {
    await start(`${prefix}-short`, image);
    const mark = `88${randomBytes(3).readUIntBE(0, 3)}`;
    const failing = expect(run({ argv: ["sleep", mark] }, "short")).rejects.toMatchObject({
      code: "conflict",
    });
    await until(() => running(mark).length > 0);
    await docker.getContainer(`${prefix}-short`).remove({ force: true });
    await failing;
  });

  it("must go with this end", async () => {
    const mark = `93${randomBytes(3).readUIntBE(0, 3)}`;
    const fixture = join(__dirname, "fixtures", "run-in-container.ts");
    const here = spawn(
      process.execPath,
      ["--import", "tsx", fixture, `${prefix}-target`, "sleep", mark],
      { stdio: "inherit" },
    );
    await until(() => running(mark).length > 1); // Its own command line ends so as well.
    here.kill("SIGKILL");
    await until(() => running(mark).length === 0);
  });

  it("must run and be ended without a shell", async () => {
    const busybox = (...argv: string[]) => ["/busybox", ...argv];
    expect(
      await run({ argv: busybox("sh", "-c", "echo $A"), env: { A: "b c" } }, "shell-less"),
    ).toMatchObject({ stdout: "b c\n", exitCode: 0 });
    expect((await run({ argv: busybox("cat"), stdin: "in" }, "shell-less")).stdout).toBe("in");
    expect((await run({ argv: busybox("false") }, "shell-less")).exitCode).toBe(1);
    const mark = `92${randomBytes(3).readUIntBE(0, 3)}`;
    const script = `trap '' TERM; /busybox setsid /busybox sleep ${mark} & /busybox sleep ${mark}; wait`;
    const result = await run(
      { argv: busybox("sh", "-c", script), timeoutSeconds: 1 },
      "shell-less",
    );
    expect(result.exitCode).toBeUndefined();
    expect(running(mark)).toEqual([]);
  });

  it("must begin nothing that it couldn't end", async () => {
    const host: HostAccess = {
      ...local,
      shell: openHost(resolveEndpoint({ host: "tcp://127.0.0.1:1" })).shell,
    };
    await expect(
      runInContainer(
        host,
        `${prefix}-shell-less`,
      )({
        argv: ["/busybox", "true"],
        timeoutSeconds: 5,
        maxOutputBytes: 100,
      }),
    ).rejects.toThrow(/has no \/bin\/sh, and TCP leads to the host's engine alone/);
  });
});

describe("a command in a fresh container", () => {
  it("must leave no container, whatever happened", async () => {
    expect(await leftOvers()).toEqual([]);
  });

  it("must run and be ended without a shell", async () => {
    const run = fresh(SHELL_LESS);
    const more = { timeoutSeconds: 20, maxOutputBytes: 1000 };
    expect(
      await run({ argv: ["/busybox", "sh", "-c", "echo $A"], env: { A: "b" }, ...more }),
    ).toMatchObject({ stdout: "b\n", exitCode: 0 });
    expect((await run({ argv: ["/busybox", "cat"], stdin: "in", ...more })).stdout).toBe("in");
    const mark = `91${randomBytes(3).readUIntBE(0, 3)}`;
    const cut = await run({ argv: ["/busybox", "sleep", mark], ...more, timeoutSeconds: 1 });
    expect(cut.exitCode).toBeUndefined();
    expect(running(mark)).toEqual([]);
    await expect(
      run({ argv: ["/busybox", "true"], secretEnv: { A: "b" }, ...more }),
    ).rejects.toThrow(/has no \/bin\/sh to take secret variables in/);
    expect((await run({ argv: ["/none"], ...more })).exitCode).toBe(127);
    expect(await leftOvers()).toEqual([]);
  });

  it("must join networks and mount what it is given", async () => {
    const [a, b] = [`${prefix}-a`, `${prefix}-b`];
    for (const Name of [a, b]) await docker.createNetwork({ Name });
    try {
      const run = runInFreshContainer(local, {
        image,
        run: prefix,
        networks: [a, b],
        mounts: [{ Type: "bind", Source: "/etc", Target: "/mnt", ReadOnly: true }],
        credentials: new RegistryCredentials([]),
      });
      const { stdout } = await run({
        argv: ["sh", "-c", "ls /sys/class/net | grep -c eth; cat /mnt/hostname"],
        timeoutSeconds: 20,
        maxOutputBytes: 1000,
      });
      expect(stdout).toBe(`2\n${readFileSync("/etc/hostname", "utf8")}`);
    } finally {
      for (const name of [a, b]) await docker.getNetwork(name).remove();
    }
  });

  it("must remove what an earlier run left", async () => {
    await docker.createContainer({ Image: image, Labels: { [RUN_LABEL]: prefix }, Cmd: ["true"] });
    await fresh(image)({ argv: ["true"], timeoutSeconds: 20, maxOutputBytes: 100 });
    expect(await leftOvers()).toEqual([]);
  });

  it("must say that an image is nowhere", async () => {
    await expect(
      fresh("127.0.0.1:1/none:1")({ argv: ["true"], timeoutSeconds: 20, maxOutputBytes: 100 }),
    ).rejects.toThrow(/^the image 127.0.0.1:1\/none:1 is not on .* and can't be pulled: /);
  });
});

describe("a command on a host", () => {
  const more = { timeoutSeconds: 20, maxOutputBytes: 1000 };

  it("must run as another user, in that user's home", async () => {
    const script = 'echo "$(id -un) $HOME $(pwd) $USER"';
    for (const host of [local, remote]) {
      const home = execFileSync("sh", ["-c", "echo ~daemon"], { encoding: "utf8" }).trim();
      expect(
        (await runOnHost(host)({ argv: ["sh", "-c", script], user: "daemon", ...more })).stdout,
      ).toBe(`daemon ${home} ${home} daemon\n`);
      const mark = `90${randomBytes(3).readUIntBE(0, 3)}`;
      await runOnHost(host)({ argv: ["sleep", mark], user: "daemon", ...more, timeoutSeconds: 1 });
      expect(running(mark)).toEqual([]);
    }
  });

  it("must say that there is no such user", async () => {
    await expect(
      runOnHost(remote)({ argv: ["true"], user: "nobody-here", ...more }),
    ).rejects.toThrow(/^there is no user nobody-here on ssh:/);
  });

  it("must not hand on what Pulumi was given", async () => {
    process.env["PULUMI_CONFIG_PASSPHRASE_TRIAL"] = "x";
    const { stdout } = await runOnHost(local)({ argv: ["env"], ...more });
    delete process.env["PULUMI_CONFIG_PASSPHRASE_TRIAL"];
    expect(stdout).not.toContain("PULUMI");
    expect(stdout).toContain("PATH=");
  });

  it("must go with the connection", async () => {
    const mark = `89${randomBytes(3).readUIntBE(0, 3)}`;
    const ending = runOnHost(remote)({ argv: ["sleep", mark], ...more });
    await until(() => running(mark).length > 0);
    const failing = expect(ending).rejects.toMatchObject({ code: "unreachable" });
    await lab.host("node1").sshd.dropSessions();
    await failing;
    await until(() => running(mark).length === 0);
    expect(running(mark)).toEqual([]);
  });

  it("must run more at a time than a connection has sessions", async () => {
    const all = Array.from({ length: 30 }, (_, i) =>
      runOnHost(remote)({ argv: ["echo", String(i)], ...more }),
    );
    expect((await Promise.all(all)).map(({ stdout }) => stdout.trim())).toEqual(
      all.map((_, i) => String(i)),
    );
  });

  it("must refuse what can't be", async () => {
    const run = runOnHost(local);
    await expect(run({ argv: [], ...more })).rejects.toThrow("needs a program");
    await expect(run({ argv: ["a\0"], ...more })).rejects.toThrow("NUL");
    await expect(run({ argv: ["a"], env: { "a b": "" }, ...more })).rejects.toThrow('"a b"');
  });
});

describe.each([["dash"], ["bash", "--posix"], ["busybox", "sh"]])(
  "a supervising %s",
  (...shell) => {
    it("must give all, and end all", async () => {
      const run = async (script: string, timeoutSeconds: number) =>
        await supervise(
          (onOutput) =>
            processChannel(spawn(shell[0], [...shell.slice(1), "-c", BOOTSTRAP]), onOutput),
          {
            argv: ["sh", "-c", script],
            env: { A: "it's" },
            stdin: "in",
            timeoutSeconds,
            maxOutputBytes: 100,
          },
          { user: undefined, workdir: "/", atHome: true },
        );
      expect(await run("cat; pwd; echo $A; kill -s TERM $$", 20)).toMatchObject({
        kind: "ended",
        left: undefined,
        result: { stdout: "in/\nit's\n", stderr: "", exitCode: 143 },
      });
      const mark = `87${randomBytes(3).readUIntBE(0, 3)}`;
      expect(await run(`sleep ${mark} & setsid sleep ${mark}`, 1)).toMatchObject({
        kind: "ended",
        left: undefined,
        result: { stderr: "", exitCode: undefined },
      });
      expect(running(mark)).toEqual([]);
    });
  },
);

function fresh(from: string): RunCommand {
  return runInFreshContainer(local, {
    image: from,
    run: prefix,
    credentials: new RegistryCredentials([]),
  });
}

/** Processes of this machine, and so of all containers and hosts on it, that sleep for so long. */
function running(mark: string): string[] {
  return processes()
    .map(({ command }) => command)
    .filter((command) => new RegExp(`sleep ${mark}$`).test(command));
}

/** Within what a test may take. */
async function until(holds: () => boolean): Promise<void> {
  for (const last = Date.now() + 15_000; !holds(); await sleep(50))
    if (Date.now() > last) throw new Error(`after 15 s, still not: ${holds.toString()}`);
}

async function leftOvers(): Promise<string[]> {
  const all = await docker.listContainers({
    all: true,
    filters: { label: [`${RUN_LABEL}=${prefix}`] },
  });
  return all.map(({ Id }) => Id);
}

async function start(name: string, from: string): Promise<void> {
  const Entrypoint = from === SHELL_LESS ? ["/busybox", "sleep", "900"] : ["sleep", "900"];
  const container = await docker.createContainer({
    name,
    Image: from,
    Entrypoint,
    HostConfig: { Init: true },
  });
  await container.start();
}

/** Busybox and nothing else, under a name that isn't a shell's. */
async function shellLessImage(): Promise<void> {
  const archive = pack();
  archive.entry({ name: "busybox", mode: 0o755 }, readFileSync("/bin/busybox"));
  archive.finalize();
  const [repo = "", tag = ""] = SHELL_LESS.split(":");
  const progress = await docker.importImage(archive as never, { repo, tag });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}
