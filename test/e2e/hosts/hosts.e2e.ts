import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DockerHostArgs } from "../../../components/hosts/docker-host";
import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import type { RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/hosts/program";
const DAEMON_JSON = "/etc/docker/daemon.json";

let lab: Lab;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;

function want(change: Partial<Wanted>): void {
  Object.assign(wanted, change);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

function wantDaemon(daemon: object): void {
  const docker = { daemon } as NonNullable<DockerHostArgs["docker"]>;
  want({ defaults: { ...wanted.defaults, docker } });
}

const engineOf = (host: LabHost) =>
  new Docker({ socketPath: host.dockerHost.replace("unix://", "") });
const daemonOf = async (host: LabHost) =>
  JSON.parse(await host.read(DAEMON_JSON)) as Record<string, unknown>;
const enginePid = (host: LabHost) => host.sh("pidof dockerd");
const loginTo = (host: LabHost, user: Parameters<LabHost["ssh"]>[0] = "root") => ({
  host: host.ssh(user),
  hostKey: host.hostKey,
  sshOpts: host.sshOpts,
});

/** It failed, and showed neither code nor what ssh and sudo print for people. */
function expectPlainFailure({ code, output }: RunResult): void {
  expect(code).not.toBe(0);
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(output).not.toMatch(/@@@@|internal error|unhandled exception|we trust you/i);
}

beforeAll(async () => {
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test");
  lab = await Lab.start("hosts", {
    hosts: { web1: { bare: true }, web2: { bare: true }, db1: { bare: true } },
  });
  const [web1, web2, db1] = lab.hosts as [LabHost, LabHost, LabHost];
  wanted = {
    defaults: {
      environment: "test",
      ready: { minEngineVersion: "20.10", deadlineSeconds: 60 },
      docker: { daemon: { "log-opts": { "max-size": "5m" }, labels: ["managed=1"] } },
    },
    hosts: {
      web1: { ...loginTo(web1), roles: ["web"] },
      web2: { ...loginTo(web2, "admin"), roles: ["web"] },
      db1: { ...loginTo(db1), roles: ["db"] },
    },
  };
  want({});
  await stack.init();
});

afterAll(async () => {
  try {
    await stack.destroy(["--continue-on-error"]);
  } finally {
    await lab?.remove();
    stack.removeState();
    checkout.remove();
  }
});

describe("hosts by ssh", () => {
  it("must say in one sentence that Docker is missing where it isn't to be installed", async () => {
    const { hosts, defaults } = wanted;
    want({ hosts: { web1: hosts["web1"]! }, defaults: { ready: { deadlineSeconds: 1 } } });
    const failed = await stack.up();
    expectPlainFailure(failed);
    expect(failed.output).toMatch(
      /ssh:\/\/root@\S+ wasn't ready within 1 s: there is no Docker socket \/var\/run\/docker.sock on/,
    );
    want({ hosts, defaults });
  });

  it("must come under management from nothing but sshd, as root and by sudo", async () => {
    succeeded(await stack.up());
    const facts = await stack.output<Record<string, Record<string, unknown>>>("facts");
    for (const host of lab.hosts) {
      const [info, version] = await Promise.all([engineOf(host).info(), engineOf(host).version()]);
      expect(facts[host.name]).toMatchObject({
        engineVersion: version.Version,
        apiVersion: version.ApiVersion,
        cpus: info.NCPU,
        memoryMib: Math.floor(info.MemTotal / 2 ** 20),
        storageDriver: info.Driver,
        kernelVersion: info.KernelVersion,
        swarm: "none",
      });
      expect(await daemonOf(host)).toEqual({
        "log-opts": { "max-size": "5m" },
        labels: ["managed=1"],
      });
      expect(info.Labels).toEqual(["managed=1"]);
    }
  });

  it("must change nothing in a second up", async () => {
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must not be news where facts change alone", async () => {
    const db1 = lab.host("db1");
    await engineOf(db1).swarmInit({ ListenAddr: db1.address, AdvertiseAddr: db1.address });
    try {
      succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
      succeeded(await stack.up(["--refresh"]));
      const facts = await stack.output<Record<string, { swarm: string }>>("facts");
      expect(facts["db1"]!.swarm).toBe("manager");
    } finally {
      await engineOf(db1).swarmLeave({ force: true });
    }
  });

  it("must carry a workload by role", async () => {
    const image = await ensureBusyboxImage();
    for (const host of lab.hosts) await copyImage(image, host.dockerHost);
    want({ image });
    succeeded(await stack.up());
    const names = await Promise.all(
      lab.hosts.map(({ dockerHost }) => new DockerState(stack.backendUrl, dockerHost).containers()),
    );
    expect(names.map((each) => each.map((name) => name.replace(/-\w{7}$/, "")))).toEqual([
      ["sleep-web1"],
      ["sleep-web2"],
      [],
    ]);
  });
});

describe("daemon.json", () => {
  it("must be changed without a restart where dockerd takes it in, and keep others' keys", async () => {
    const web1 = lab.host("web1");
    await web1.write(DAEMON_JSON, JSON.stringify({ ...(await daemonOf(web1)), mtu: 1400 }));
    const before = await Promise.all(lab.hosts.map(enginePid));
    wantDaemon({ "log-opts": { "max-size": "5m" }, labels: ["managed=2"], "live-restore": true });
    succeeded(await stack.up());
    expect(await Promise.all(lab.hosts.map(enginePid))).toEqual(before);
    for (const host of lab.hosts) {
      const info = (await engineOf(host).info()) as {
        Labels: string[];
        LiveRestoreEnabled: boolean;
      };
      expect(info.Labels).toEqual(["managed=2"]);
      expect(info.LiveRestoreEnabled).toBe(true);
    }
    expect(await daemonOf(web1)).toMatchObject({ mtu: 1400 });
  });

  it("must be changed with a restart where it takes one, and say so before", async () => {
    const web1 = lab.host("web1");
    const pid = await enginePid(web1);
    const [container] = await engineOf(web1).listContainers();
    wantDaemon({ "log-opts": { "max-size": "6m" }, labels: ["managed=2"], "live-restore": true });
    const preview = succeeded(await stack.preview());
    expect(preview.output).toContain("will be restarted for log-opts");
    expect(await enginePid(web1)).toBe(pid);
    succeeded(await stack.up());
    expect(await enginePid(web1)).not.toBe(pid);
    // live-restore is on: the same container runs on.
    const [after] = await engineOf(web1).listContainers();
    expect(after!.Id).toBe(container!.Id);
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must be refused before anything is done where it makes no sense, with all mistakes", async () => {
    const before = await lab.host("web1").read(DAEMON_JSON);
    const { daemon } = wanted.defaults.docker as { daemon: object };
    wantDaemon({ ...daemon, "log-ops": {}, "live-restore": "yes" });
    const failed = await stack.preview();
    expectPlainFailure(failed);
    expect(failed.output).toContain('did you mean "log-opts"?');
    expect(failed.output).toContain('expected true or false, got "yes"');
    wantDaemon(daemon);
    expect(await lab.host("web1").read(DAEMON_JSON)).toBe(before);
  });

  it("must be put back where the engine doesn't come up with it", async () => {
    const web1 = lab.host("web1");
    const before = await daemonOf(web1);
    const { daemon } = wanted.defaults.docker as { daemon: object };
    const others = await Promise.all([lab.host("web2"), lab.host("db1")].map(enginePid));
    wantDaemon({ ...daemon, "storage-driver": "nonsense" });
    want({ batch: 1 });
    const failed = await stack.up();
    expectPlainFailure(failed);
    expect(failed.output).toMatch(
      /Docker on ssh:\/\/root@\S+ didn't come up with the new "storage-driver", so \S+ was put back and it runs as before/,
    );
    expect(await daemonOf(web1)).toEqual(before);
    // Their turn never came.
    expect(await Promise.all([lab.host("web2"), lab.host("db1")].map(enginePid))).toEqual(others);
    expect((await engineOf(web1).listContainers()).length).toBe(1);
    wantDaemon(daemon);
    succeeded(await stack.up());
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must show what was changed by hand, and put it right", async () => {
    const db1 = lab.host("db1");
    const before = await daemonOf(db1);
    await db1.write(DAEMON_JSON, JSON.stringify({ ...before, labels: ["by=hand"] }));
    const preview = await stack.preview(["--refresh", "--expect-no-changes", "--diff"]);
    expect(preview.code).not.toBe(0);
    expect(preview.output).toContain("by=hand");
    succeeded(await stack.up(["--refresh"]));
    expect(await daemonOf(db1)).toEqual(before);
  });
});

describe("what keeps a host from being managed", () => {
  it("must be one clear sentence each", async () => {
    const [web1, web2] = lab.hosts as [LabHost, LabHost];
    const login = loginTo(web1);
    const blocked = new TestStack(checkout.path(PROGRAM), "blocked");
    const kept = { ...wanted };
    try {
      want({ image: undefined, defaults: { ready: { deadlineSeconds: 2 } } });
      await blocked.init();
      // One by one: the first failure ends the program, and with it what it hasn't asked for yet.
      const refused: [DockerHostArgs, RegExp][] = [
        [
          { ...login, hostKey: web2.hostKey },
          /ssh:\/\/root@\S+ shows another host key than the pinned one/,
        ],
        [
          { ...login, host: `ssh://stranger@${web1.address}` },
          /ssh:\/\/stranger@\S+ refuses user stranger: add its public key/,
        ],
        [
          { ...login, host: `ssh://root@${web1.address}:2222` },
          /ssh:\/\/root@\S+:2222 wasn't ready within 2 s: nothing listens for ssh on/,
        ],
        [
          { ...login, host: web1.ssh("careful"), docker: true },
          /sudo on ssh:\/\/careful@\S+ asks user careful for a password: let it use sudo without one/,
        ],
        [
          { ...login, host: web1.ssh("guest") },
          /user guest may not use Docker on ssh:\/\/guest@\S+: add the user to the group/,
        ],
        [
          { ...login, ready: { minEngineVersion: "99.0" } },
          /Docker on ssh:\/\/root@\S+ is 20\.10\.\S+, and at least 99\.0 is wanted/,
        ],
      ];
      for (const [host, sentence] of refused) {
        want({ hosts: { host } });
        const failed = await blocked.up();
        expectPlainFailure(failed);
        expect(failed.output).toMatch(sentence);
      }
    } finally {
      await blocked.destroy(["--continue-on-error"]);
      blocked.removeState();
      want(kept);
    }
  });
});

describe("hosts that are let go of", () => {
  it("must not be asked for what went with their machine", async () => {
    const db1 = lab.host("db1");
    const { db1: login, ...others } = wanted.hosts;
    want({ machines: ["db1"], hosts: { ...others, db1: { ...login, roles: ["web"] } } });
    succeeded(await stack.up());
    expect((await engineOf(db1).listContainers()).length).toBe(1);
    db1.network.cut();
    try {
      want({ machines: [], hosts: others });
      succeeded(await stack.up());
    } finally {
      await db1.restore();
    }
    // Nobody asked it: in this test the machine was only said to be gone.
    expect((await engineOf(db1).listContainers()).length).toBe(1);
    expect((await stack.resources()).filter(({ urn }) => urn.includes("db1"))).toEqual([]);
  });

  it("must have their keys as before, and Docker still there", async () => {
    succeeded(await stack.destroy());
    for (const host of lab.hosts.filter(({ name }) => name !== "db1")) {
      const left = host.name === "web1" ? { mtu: 1400 } : undefined;
      const found = (await host.run(["cat", DAEMON_JSON])).stdout;
      expect(found === "" ? undefined : JSON.parse(found)).toEqual(left);
      expect(await new DockerState(stack.backendUrl, host.dockerHost).everything()).toEqual([]);
      expect(await host.sh("ls /etc/docker")).not.toContain("slipway");
      await engineOf(host).ping();
    }
  });
});
