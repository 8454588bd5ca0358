import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { DockerHostArgs } from "../../../components/hosts/docker-host";
import { CertificateAuthority } from "../../../lab/certificates";
import { authorityFolder } from "../../../lab/host/make-host";
import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { pluginServers } from "../../support/plugin-servers";
import { descendants, processes } from "../../support/processes";
import type { RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/connections/program";

let checkout: Checkout;
let image: string;
let dir: string;
let certs: { good: string; stranger: string; expired: string };
let world: Lab;
/** Listens on TCP in the clear. */
let plain: LabHost;
/** Listens on TCP with TLS. */
let secure: LabHost;

beforeAll(async () => {
  checkout = new Checkout();
  dir = mkdtempSync(join(tmpdir(), "slipway-certs-"));
  image = await ensureBusyboxImage();
  world = await Lab.start("connections", {
    hosts: { plain: { tcp: "plain" }, secure: { tcp: "tls" } },
  });
  [plain, secure] = [world.host("plain"), world.host("secure")];
  const { address, record } = secure;
  certs = {
    good: record.certPath ?? "",
    expired: new CertificateAuthority(authorityFolder(record.dir)).issue("expired", address, {
      days: -1,
    }),
    stranger: new CertificateAuthority(join(dir, "other")).issue("stranger", address),
  };
  for (const { dockerHost } of [plain, secure]) await copyImage(image, dockerHost);
});

afterAll(async () => {
  await world?.remove();
  checkout.remove();
  rmSync(dir, { recursive: true, force: true });
});

/** Nothing of this machine's own ssh configuration counts. */
function sshTo(lab: LabHost): DockerHostArgs & { host: string } {
  return {
    host: lab.ssh(),
    hostKey: lab.hostKey,
    sshOpts: ["-F", "/dev/null", "-i", world.keyFile],
  };
}

const tcpTo = (lab: LabHost) => ({ host: lab.tcpHost });
const tlsTo = (lab: LabHost, certPath = certs.good) => ({
  host: lab.tcpHost,
  certPath,
});

/** The program with a stack of its own. */
class Scene {
  readonly stack = new TestStack(checkout.path(PROGRAM), "test");
  readonly wanted: Wanted = { image, version: "1", containers: 2, hosts: {} };

  static async begin(hosts: Wanted["hosts"]): Promise<Scene> {
    const scene = new Scene();
    scene.write({ hosts });
    await scene.stack.init();
    return scene;
  }

  write(change: Partial<Wanted>): void {
    Object.assign(this.wanted, change);
    checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(this.wanted));
  }

  on(lab: LabHost): DockerState {
    return new DockerState(this.stack.backendUrl, lab.dockerHost);
  }

  /** Each host has what is wanted and nothing else, all of it in state, and nothing changes any more. */
  async expectConverged(...labs: LabHost[]): Promise<void> {
    succeeded(await this.stack.preview(["--refresh", "--expect-no-changes"]));
    const inState = (await this.stack.resources())
      .filter(({ type }) => type === "docker:index/container:Container")
      .map(({ outputs }) => outputs?.["name"] as string)
      .sort();
    const live = await Promise.all(labs.map((lab) => this.on(lab).containers()));
    expect(live.map(({ length }) => length)).toEqual(labs.map(() => this.wanted.containers));
    expect(live.flat().sort()).toEqual(inState);
    for (const lab of labs)
      for (const name of await this.on(lab).containers())
        expect((await this.on(lab).inspect(name)).Config.Env).toContain(
          `VERSION=${this.wanted.version}`,
        );
  }

  async end(): Promise<void> {
    try {
      await this.stack.pulumi(["cancel", "--yes", this.stack.name]);
      await this.stack.destroy();
    } finally {
      for (const lab of [plain, secure]) await this.on(lab).sweep();
      this.stack.removeState();
    }
  }
}

/** It failed, with one message that says all this and shows neither code nor what ssh prints. */
function expectSentence(result: RunResult, ...parts: (string | RegExp)[]): void {
  expect(result.code).not.toBe(0);
  for (const part of parts) expect(result.output).toMatch(part);
  expect(result.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(result.output).not.toMatch(/@@@@|internal error|unhandled exception/i);
}

/** Processes that forward a socket for a plugin. */
const tunnels = () =>
  processes().filter(
    ({ command }) =>
      command.startsWith("ssh -N ") && [plain, secure].some((lab) => command.endsWith(lab.address)),
  );

describe("every kind of connection", () => {
  let scene: Scene;
  afterEach(() => scene.end());

  it("must make, keep and remove things by ssh and by TLS in one update", async () => {
    scene = await Scene.begin({ a: sshTo(plain), b: tlsTo(secure) });
    succeeded(await scene.stack.up());
    await scene.expectConverged(plain, secure);
    scene.write({ version: "2" });
    succeeded(await scene.stack.up());
    await scene.expectConverged(plain, secure);
    succeeded(await scene.stack.destroy());
    expect(await scene.on(plain).everything()).toEqual([]);
    expect(await scene.on(secure).everything()).toEqual([]);
    expect(tunnels()).toEqual([]);
  });

  it("must do the same by TCP in the clear, and by ssh with a key from known_hosts", async () => {
    const known = join(dir, "known_hosts");
    writeFileSync(known, `${secure.address} ${secure.hostKey}\n`);
    const { hostKey: _, ...byFile } = sshTo(secure);
    const sshOpts = [...(byFile.sshOpts ?? []), "-o", `UserKnownHostsFile=${known}`];
    scene = await Scene.begin({ a: tcpTo(plain), b: { ...byFile, sshOpts } });
    succeeded(await scene.stack.up());
    await scene.expectConverged(plain, secure);
  });

  it("must change to another way to the same engine without replacing anything", async () => {
    const pem = (name: string) => readFileSync(join(certs.good, `${name}.pem`), "utf8");
    scene = await Scene.begin({ b: tlsTo(secure) });
    succeeded(await scene.stack.up());
    const before = await scene.on(secure).containers();
    const { host } = tlsTo(secure);
    const materials = {
      caMaterial: pem("ca"),
      certMaterial: pem("cert"),
      keyMaterial: pem("key"),
    };
    scene.write({ hosts: { b: { host, ...materials } } });
    succeeded(await scene.stack.up());
    await scene.expectConverged(secure);
    expect(await scene.on(secure).containers()).toEqual(before);
    expect(scene.stack.stateOnDisk()).not.toContain(materials.keyMaterial.split("\n")[1]);
  });

  it("must preview a host that isn't known yet without asking it anything", async () => {
    scene = await Scene.begin({ a: tcpTo(plain) });
    scene.write({ late: sshTo(secure), containers: 1 });
    secure.network.cut();
    try {
      const preview = succeeded(await scene.stack.preview());
      expect(preview.output).toMatch(/late-0 .*create/);
      expect(preview.output).not.toMatch(/warning|error/i);
    } finally {
      secure.network.restore();
    }
    succeeded(await scene.stack.up());
    await scene.expectConverged(plain, secure);
  });
});

describe("a connection that can't be made", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.begin({});
  });
  afterAll(() => scene.end());

  const cases: [string, () => DockerHostArgs, (string | RegExp)[]][] = [
    ["an unknown host key", () => ({ ...sshTo(plain), hostKey: undefined! }), ["isn't known"]],
    [
      "another host key than the pinned one",
      () => ({ ...sshTo(plain), hostKey: secure.hostKey }),
      ["another host key than the pinned one", /SHA256:/],
    ],
    [
      "a user who isn't let in",
      () => ({ ...sshTo(plain), host: plain.ssh().replace("root@", "no-such-user@") }),
      [/refuses user no-such-user/, /ssh-add -l/],
    ],
    [
      "a closed port",
      () => ({ ...sshTo(plain), host: `ssh://root@${plain.address}:2222` }),
      ["nothing listens for ssh on ssh://root@"],
    ],
    [
      "no engine on the host",
      () => ({ ...sshTo(plain), host: `ssh://root@${plain.address}/run/no.sock` }),
      ["there is no Docker socket /run/no.sock on ssh://root@"],
    ],
    [
      "a certificate of another CA",
      () => tlsTo(secure, certs.stranger),
      ["not signed by the given CA"],
    ],
    [
      "a certificate that has expired",
      () => tlsTo(secure, certs.expired),
      [/which expired on \d{4}-/],
    ],
    ["no certificate", () => ({ host: tlsTo(secure).host }), ["wants TLS: give certificates"]],
  ];

  it.each(cases)("must be told in one sentence: %s", async (_, args, sentence) => {
    scene.write({ hosts: { a: args() } });
    expectSentence(await scene.stack.up(), ...sentence);
    for (const lab of [plain, secure]) expect(await scene.on(lab).everything()).toEqual([]);
  });

  it("must be told in one sentence: a host key that has changed", async () => {
    const known = join(dir, "known_hosts_before");
    writeFileSync(known, `${plain.address} ${plain.hostKey}\n`);
    await plain.sshd.changeHostKey();
    const { hostKey: _, ...byFile } = sshTo(plain);
    const sshOpts = [...(byFile.sshOpts ?? []), "-o", `UserKnownHostsFile=${known}`];
    scene.write({ hosts: { a: { ...byFile, sshOpts } } });
    expectSentence(await scene.stack.up(), "another host key than the known one", "ssh-keygen -R");
  });
});

describe("a connection that is cut in the middle of an update", () => {
  let scene: Scene;
  let version = 1;
  beforeAll(async () => {
    scene = await Scene.begin({ a: sshTo(plain), b: tlsTo(secure) });
    succeeded(await scene.stack.up());
  });
  afterAll(() => scene.end());

  /** Breaks something as soon as the first new container is there: the others are being made and waited for. */
  async function whileCreating(breakIt: () => Promise<void> | void): Promise<RunResult> {
    scene.write({ version: String(++version) });
    const before = await scene.on(plain).containers();
    let done: Promise<void> | undefined;
    const result = await scene.stack.up([], {
      started: () => {
        done = (async () => {
          while ((await scene.on(plain).containers()).length <= before.length) await sleep(20);
          await breakIt();
        })();
      },
    });
    await done;
    return result;
  }

  it("must converge after every ssh session was ended", async () => {
    await whileCreating(() => plain.sshd.dropSessions());
    succeeded(await scene.stack.up(["--refresh"]));
    await scene.expectConverged(plain, secure);
  });

  it("must fail in one sentence after the line went dead, and then converge", async () => {
    try {
      const result = await whileCreating(() => plain.network.cut());
      expectSentence(result, /ssh:\/\/root@/);
      expect(result.seconds).toBeLessThan(120);
    } finally {
      plain.network.restore();
    }
    succeeded(await scene.stack.up(["--refresh"]));
    await scene.expectConverged(plain, secure);
  });

  it("must leave no ssh behind where the plugin is killed", async () => {
    scene.write({ version: String(++version) });
    let killed = 0;
    await scene.stack.up([], {
      started: (child) => {
        void (async () => {
          for (; killed === 0 && child.exitCode === null; await sleep(20)) {
            if (tunnels().length === 0) continue;
            const engines = descendants(child.pid!).map(({ pid }) => pid);
            for (const { pid } of pluginServers("docker", engines)) {
              process.kill(pid, "SIGKILL");
              killed++;
            }
          }
        })();
      },
    });
    expect(killed).toBeGreaterThan(0);
    for (const until = Date.now() + 10_000; tunnels().length > 0 && Date.now() < until;)
      await sleep(50);
    expect(tunnels()).toEqual([]);
    await scene.stack.pulumi(["cancel", "--yes", scene.stack.name]);
    succeeded(await scene.stack.up(["--refresh"]));
    await scene.expectConverged(plain, secure);
  });
});

describe("a host that is lost", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.begin({ a: sshTo(plain), b: tlsTo(secure) });
    scene.write({ containers: 5 });
    succeeded(await scene.stack.up());
    plain.network.cut();
  });
  afterAll(async () => {
    plain.network.restore();
    await scene.end();
  });

  it("must not keep the others from being refreshed, and cost one time-out for all on it", async () => {
    const [gone = ""] = await scene.on(secure).containers();
    await scene.on(secure).docker.getContainer(gone).remove({ force: true });
    const result = await scene.stack.refresh();
    expectSentence(result, plain.ssh(), "doesn't answer", "--exclude", "SLIPWAY_FORGET_HOSTS=");
    expect(result.seconds).toBeLessThan(45);
    const names = (await scene.stack.resources()).map(({ outputs }) => outputs?.["name"]);
    expect(names).not.toContain(gone);
  });

  it("must not keep the others from being destroyed", async () => {
    expectSentence(await scene.stack.destroy(["--continue-on-error"]), plain.ssh());
    expect(await scene.on(secure).everything()).toEqual([]);
    expect((await scene.stack.resources()).filter(({ urn }) => /::a-\d$/.test(urn))).toHaveLength(
      5,
    );
  });

  it("must be forgotten on demand, for that one run, without being touched", async () => {
    const env = { SLIPWAY_FORGET_HOSTS: plain.ssh() };
    const args = ["destroy", "--yes", "--skip-preview", "--stack", scene.stack.name];
    const result = succeeded(await scene.stack.pulumi(args, { env }));
    expect(result.output).toContain("was forgotten, not removed");
    expect(result.seconds).toBeLessThan(30);
    expect(await scene.stack.resources()).toEqual([]);
    expect(await scene.on(plain).containers()).toHaveLength(5);
  });
});
