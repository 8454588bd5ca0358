import Docker from "dockerode";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { LabRegistry } from "../../../lab/registry";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { processes } from "../../support/processes";
import { removeImages } from "../../support/remove-images";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";
import { StallingRegistry } from "./stalling-registry";

const PROGRAM = "test/e2e/faults/program";
/** Seconds of a build that is never waited for. */
const LONG = 7331;

let checkout: Checkout;
let stack: TestStack;
let dir: string;
let lab: Lab;
/** Listens on TCP in the clear; its cable is cut. */
let cut: LabHost;
/** Listens on TCP with TLS; its engine hangs. */
let hung: LabHost;
let registry: LabRegistry;
let stalling: StallingRegistry;
let hosts: { cut: { host: string }; hung: { host: string; certPath: string } };
let wanted: Wanted;

function write(change: Partial<Wanted>): void {
  Object.assign(wanted, change);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

const on = (host: LabHost) => new DockerState(stack.backendUrl, host.dockerHost);

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await isSo()); await sleep(100))
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
}

beforeAll(async () => {
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test");
  dir = mkdtempSync(join(tmpdir(), "slipway-faults-"));
  const image = await ensureBusyboxImage();
  lab = await Lab.start("faults", {
    hosts: {
      // Where a registry without TLS is reached: this machine's end of the lab's network.
      cut: { tcp: "plain", engineArguments: ["--insecure-registry", "10.0.0.0/8"] },
      hung: { tcp: "tls" },
    },
  });
  [cut, hung] = [lab.host("cut"), lab.host("hung")];
  for (const { dockerHost } of [cut, hung]) await copyImage(image, dockerHost);
  registry = await LabRegistry.start();
  stalling = await StallingRegistry.start(cut.record.gateway, registry.host);
  await push(image, `${registry.host}/pulled:1`);
  mkdirSync(join(dir, "context"));
  writeFileSync(join(dir, "context", "Dockerfile"), `FROM ${image}\nARG FOR\nRUN sleep $FOR\n`);
  hosts = {
    cut: { host: cut.tcpHost },
    hung: { host: hung.tcpHost, certPath: hung.record.certPath! },
  };
  wanted = {
    image,
    pulled: `${stalling.host}/pulled:1`,
    context: join(dir, "context"),
    seconds: LONG,
    healthy: false,
    hosts,
  };
  write({});
  await stack.init();
});

afterAll(async () => {
  stalling?.stop();
  await removeImages(new Docker(), registry.host);
  await registry.remove();
  await lab?.remove();
  stack.removeState();
  checkout.remove();
  rmSync(dir, { recursive: true, force: true });
});

/** Pushes something new under a name that this engine then forgets. */
async function push(image: string, name: string): Promise<void> {
  const docker = new Docker();
  const [, repo = "", tag = ""] = /^(.*):([^:]*)$/.exec(name) ?? [];
  const made = await docker.createContainer({ Image: image, Cmd: ["true"] });
  // One more layer than the lab hosts have.
  const { Id } = (await made.commit({ repo, tag, changes: [`LABEL at=${Date.now()}`] })) as {
    Id: string;
  };
  await made.remove();
  const progress = await docker.getImage(name).push({ authconfig: {} });
  await new Promise<void>((resolve, reject) =>
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve())),
  );
  await docker.getImage(Id).remove({ force: true });
}

describe("a pull, a build and two waits in the middle of which one host is cut off and the engine of another hangs", () => {
  it("must end by their deadlines, each with a sentence that names the host", async () => {
    stalling.stall();
    let broken: Promise<void> | undefined;
    const result = await stack.up([], {
      started: () => {
        broken = (async () => {
          await until("the pull is under way", () => stalling.keepsBack);
          await until("the build is under way", () =>
            processes().some(({ command }) => command.includes(`sleep ${LONG}`)),
          );
          for (const host of [cut, hung])
            await until("its container is waited for", async () => {
              const [name] = await on(host).containers();
              return name !== undefined && (await on(host).inspect(name)).State.Running;
            });
          await hung.engine.pause();
          cut.network.cut();
        })();
      },
    });
    await broken;
    expect(result.code).not.toBe(0);
    const told = (name: string) =>
      new RegExp(`\\(${name}\\):\\n(?:.*\\n)*?\\s+error: .*${hosts.cut.host}`);
    for (const name of ["cut-waits", "cut-pulled", "cut-built"])
      expect(result.output).toMatch(told(name));
    expect(result.output).toMatch(
      new RegExp(`\\(hung-waits\\):\\n(?:.*\\n)*?\\s+error: .*${hosts.hung.host} doesn't answer`),
    );
    expect(result.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(result.seconds).toBeLessThan(200);
  });

  it("must converge once both are back, with nothing left behind", async () => {
    await hung.engine.resume();
    cut.network.restore();
    stalling.resume();
    write({ seconds: 0, healthy: true });
    succeeded(await stack.up(["--refresh"]));
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
    for (const host of [cut, hung]) {
      const things = await on(host).everything();
      expect(things).toHaveLength(1);
      const { State } = await on(host).inspect(things[0]!.replace("container ", ""));
      expect(State.Health?.Status).toBe("healthy");
    }
    const images = (await on(cut).docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
    expect(images).toEqual(expect.arrayContaining([wanted.pulled, "slipway-faults-built:1"]));
  });
});

describe("a container whose runtime hangs", () => {
  it("must fail to be stopped by a deadline, and be removed later", async () => {
    const [name = ""] = await on(cut).containers();
    const { Id } = await on(cut).inspect(name);
    const shim = processes().find(
      ({ command }) => command.includes("containerd-shim") && command.includes(Id),
    )!;
    process.kill(shim.pid, "SIGSTOP");
    try {
      const args = ["destroy", "--yes", "--skip-preview", "--stack", stack.name];
      const target = ["--target", `**::cut-waits`];
      const result = await stack.pulumi([...args, ...target]);
      expect(result.output).toMatch(/didn't stop the container [0-9a-f]{12} within 31 s/);
      expect(result.seconds).toBeLessThan(90);
    } finally {
      process.kill(shim.pid, "SIGCONT");
    }
    succeeded(await stack.up(["--refresh"]));
    expect(await on(cut).everything()).toHaveLength(1);
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });
});

describe("a host that is lost, and the files of its certificates with it", () => {
  it("must be forgotten on demand", async () => {
    hung.network.cut();
    rmSync(hosts.hung.certPath, { recursive: true });
    const failed = await stack.destroy(["--continue-on-error"]);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("ca.pem can't be read");
    expect(await on(cut).everything()).toEqual([]);
    const env = { SLIPWAY_FORGET_HOSTS: hosts.hung.host };
    const args = ["destroy", "--yes", "--skip-preview", "--stack", stack.name];
    succeeded(await stack.pulumi(args, { env }));
    expect(await stack.resources()).toEqual([]);
    expect(await on(hung).containers()).toHaveLength(1);
  });
});
