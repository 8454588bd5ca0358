import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { Answering } from "../../support/answering";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { run, type RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";

const EXAMPLE = "examples/swarm";
const STACK_FILE = `${EXAMPLE}/Pulumi.test.yaml`;
const KEYS = ["hunter2-the-first-key", "hunter2-the-second-key"];
const HOSTS = ["h1", "h2", "h3", "h4", "h5", "h6", "h7"];

let lab: Lab;
let checkout: Checkout;
let stack: TestStack;
/** What the stack's configuration says. */
let wanted: {
  managers: string[];
  workers: string[];
  image: string;
  settings: { joinTokenRotation?: string; caRotation?: string; autolock?: boolean; motd?: string };
};
let answering: Answering | undefined;
let printed = "";
/** The encrypted key of the service, as the CLI wrote it. */
let key = "";

/** Writes the stack's file, but for the salt that the CLI put there. */
function write(change: Partial<typeof wanted>): void {
  Object.assign(wanted, change);
  const { managers, workers, image, settings } = wanted;
  const hosts = [...managers, ...workers].map((name) => {
    const host = lab.host(name);
    const role = managers.includes(name) ? "manager" : "worker";
    const sshOpts = ["-F", "/dev/null", "-i", lab.keyFile];
    return [name, { host: host.ssh(), hostKey: host.hostKey, sshOpts, roles: [role] }];
  });
  const config = { hosts: Object.fromEntries(hosts), image, heartbeatSeconds: 2, ...settings };
  const kept = checkout.read(STACK_FILE).replace(/^config:[^]*/m, "");
  const lines = Object.entries(config).map(
    ([key, value]) => `  swarm:${key}: ${JSON.stringify(value)}\n`,
  );
  checkout.write(STACK_FILE, `${kept}config:\n  swarm:key:\n    ${key}\n${lines.join("")}`);
}

async function up(...args: string[]): Promise<string> {
  const result = await stack.up(["--diff", ...args]);
  printed += result.output;
  return succeeded(result).output;
}

/** Encrypts the service's key, and writes the stack's file. */
async function giveKey(value: string): Promise<void> {
  succeeded(await stack.pulumi(["config", "set", "--secret", "key", value, "--stack", "test"]));
  key = /^ {2}swarm:key:\s+(secure: \S+)$/m.exec(checkout.read(STACK_FILE))?.[1] ?? "";
  write({});
}

/** The command, over the hosts of the stack. */
function slipway(word: string, ...args: string[]): Promise<RunResult> {
  const command = [checkout.path("toolchain/slipway.cjs"), word, "--stack", "test"];
  return run(process.execPath, [...command, "--fresh-login", ...args], {
    cwd: stack.dir,
    env: stack.env,
    timeoutSeconds: 120,
  });
}

async function unchanged(): Promise<void> {
  const { output } = succeeded(await stack.up());
  printed += output;
  expect(output).toMatch(/Resources:\n\s+\d+ unchanged/);
}

const engine = (host: LabHost) =>
  new Docker({ socketPath: host.dockerHost.replace(/^unix:\/\//, ""), timeout: 30_000 });

interface SwarmNode {
  ID: string;
  Version: { Index: number };
  Description: { Hostname: string; TLSInfo: { TrustRoot: string } };
  Spec: { Role: string; Availability: string; Labels: Record<string, string> };
  Status: { State: string };
  ManagerStatus?: { Reachability: string };
}

/** As a manager tells it: `h1 manager ready`. */
async function nodes(asked = "h2"): Promise<string[]> {
  const found = (await engine(lab.host(asked)).listNodes()) as SwarmNode[];
  return found
    .map(({ Description, Spec, Status }) => `${Description.Hostname} ${Spec.Role} ${Status.State}`)
    .sort();
}

async function nodeOf(name: string, asked = "h2"): Promise<SwarmNode> {
  const found = (await engine(lab.host(asked)).listNodes()) as SwarmNode[];
  return found.find(({ Description }) => Description.Hostname === name)!;
}

/** Hosts on which a task of the service runs, as a manager tells it. */
async function running(asked = "h2"): Promise<string[]> {
  const docker = engine(lab.host(asked));
  const tasks = (await docker.listTasks({ filters: { "desired-state": ["running"] } })) as {
    NodeID: string;
    Status: { State: string };
  }[];
  const names = new Map(
    ((await docker.listNodes()) as SwarmNode[]).map(({ ID, Description }) => [
      ID,
      Description.Hostname,
    ]),
  );
  return tasks
    .filter(({ Status }) => Status.State === "running")
    .map(({ NodeID }) => names.get(NodeID) ?? NodeID)
    .sort();
}

const ready = (managers: string[], workers: string[]) =>
  [
    ...managers.map((name) => `${name} manager ready`),
    ...workers.map((name) => `${name} worker ready`),
  ].sort();

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  lab = await Lab.start("swarm", { hosts: Object.fromEntries(HOSTS.map((name) => [name, {}])) });
  await Promise.all(lab.hosts.map((host) => copyImage(image, host.dockerHost)));
  checkout = new Checkout();
  wanted = { managers: ["h1", "h2", "h3"], workers: ["h4", "h5"], image, settings: {} };
  stack = new TestStack(checkout.path(EXAMPLE), "test");
  await stack.init();
  await giveKey(KEYS[0]!);
});

afterAll(async () => {
  await answering?.stop();
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("a swarm", () => {
  it("must be made of three managers and two workers, with a service of five replicas", async () => {
    await up();
    expect(await nodes()).toEqual(ready(["h1", "h2", "h3"], ["h4", "h5"]));
    expect(await running()).toEqual(["h1", "h2", "h3", "h4", "h5"]);
    answering = new Answering(() => lab.hosts.map(({ address }) => `${address}:8080`));
  });

  it("must be unchanged by a second up", unchanged);

  it("must show its containers to slipway ps, exec and logs, wherever they are", async () => {
    const hosts = ["h1", "h2", "h3", "h4", "h5"];
    const ps = JSON.parse(succeeded(await slipway("ps", "--json")).stdout) as {
      hosts: { host: string; containers: Record<string, unknown>[] }[];
      services: unknown[];
    };
    expect(ps.hosts.map(({ host }) => host)).toEqual(hosts);
    for (const { containers } of ps.hosts)
      expect(containers).toMatchObject([
        { workload: "web", state: "running", health: "healthy", drift: [] },
      ]);
    expect(ps.services).toMatchObject([{ workload: "web", replicas: 5, running: 5, drift: [] }]);

    const exec = succeeded(
      await slipway("exec", "--in", "web", "--json", "--", "cat", "/etc/motd"),
    );
    const { results } = JSON.parse(exec.stdout) as { results: { host: string; stdout: string }[] };
    expect(results.map(({ host, stdout }) => [host, stdout])).toEqual(
      hosts.map((host) => [host, "Hello from the swarm\n"]),
    );
    const onWorkers = succeeded(await slipway("exec", "--on", "role=worker", "--", "hostname"));
    expect(onWorkers.stdout.trim().split("\n").sort()).toEqual(["h4 | h4", "h5 | h5"]);

    const logs = succeeded(await slipway("logs", "web"));
    expect(logs.stdout.trim().split("\n").sort()).toEqual(
      hosts.map(
        (host) => expect.stringMatching(RegExp(`^${host}/web\\S+ *\\| serving$`)) as string,
      ),
    );
  });

  it("must grow to four workers", async () => {
    write({ workers: ["h4", "h5", "h6", "h7"] });
    await up();
    expect(await nodes()).toEqual(ready(["h1", "h2", "h3"], ["h4", "h5", "h6", "h7"]));
  });

  it("must drain a worker that is taken out, and see its tasks elsewhere", async () => {
    write({ workers: ["h4", "h6", "h7"] });
    await up();
    expect(await nodes()).toEqual(ready(["h1", "h2", "h3"], ["h4", "h6", "h7"]));
    expect(await running()).toHaveLength(5);
    expect((await engine(lab.host("h5")).info()).Swarm.LocalNodeState).toBe("inactive");
    expect(await engine(lab.host("h5")).listContainers()).toEqual([]);
  });

  it("must replace the manager that made it", async () => {
    write({ managers: ["h2", "h3", "h5"] });
    await up();
    expect(await nodes()).toEqual(ready(["h2", "h3", "h5"], ["h4", "h6", "h7"]));
    expect((await engine(lab.host("h1")).info()).Swarm.LocalNodeState).toBe("inactive");
  });

  it("must be unchanged by a second up after that", unchanged);

  it("must take out a node that was killed, and go on with another", async () => {
    await lab.host("h7").destroy();
    write({ workers: ["h4", "h6", "h1"] });
    await up();
    expect(await nodes()).toEqual(ready(["h2", "h3", "h5"], ["h1", "h4", "h6"]));
    await vi.waitFor(async () => expect(await running()).toHaveLength(5), 30_000);
  });

  it("must have answered all the while", async () => {
    const answers = await answering!.stop();
    expect(answers.unanswered).toEqual([]);
    expect(answers.requests).toBeGreaterThan(100);
  });

  it("must refuse in the preview what would lose the managers' quorum", async () => {
    write({ managers: ["h2"] });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain("2 of 3 managers (h3, h5) would stop being managers at once");
    write({ managers: ["h2", "h3", "h5"] });
  });

  it("must be put right where somebody changed it by hand", async () => {
    const docker = engine(lab.host("h2"));
    const changeOnce = async (name: string, spec: Partial<SwarmNode["Spec"]>) => {
      const { ID, Version, Spec } = await nodeOf(name);
      await new Promise((resolve, reject) =>
        docker.modem.dial(
          {
            path: `/nodes/${ID}/update?`,
            method: "POST",
            options: { _query: { version: Version.Index }, _body: { ...Spec, ...spec } },
            statusCodes: { 200: true },
          },
          (error, answer) => (error ? reject(error) : resolve(answer)),
        ),
      );
    };
    // Swarm itself may have changed the node since it was read.
    const change = (name: string, spec: Partial<SwarmNode["Spec"]>) =>
      vi.waitFor(() => changeOnce(name, spec), 10_000);
    await change("h3", { Role: "worker" });
    await change("h4", { Availability: "pause", Labels: {} });
    await engine(lab.host("h6")).swarmLeave({});
    await vi.waitFor(async () => expect((await nodeOf("h6")).Status.State).toBe("down"), 30_000);
    const seen = succeeded(await stack.refresh(["--diff"])).output;
    printed += seen;
    expect(seen).toMatch(/- role\s*:\s*"manager"/);
    expect(seen).toMatch(/\+ availability\s*:\s*"pause"/);
    await up();
    expect(await nodes()).toEqual(ready(["h2", "h3", "h5"], ["h1", "h4", "h6"]));
    expect((await nodeOf("h4")).Spec).toMatchObject({
      Availability: "active",
      Labels: { "role.worker": "true", host: "h4" },
    });
    await unchanged();
  });

  it("must roll back to the old image where a new one doesn't start, and say why", async () => {
    const { image } = wanted;
    write({ image: "127.0.0.1:1/absent:1" });
    const { code, output } = await stack.up();
    printed += output;
    expect(code).not.toBe(0);
    expect(output).toMatch(/rolled the service back.*No such image/s);
    expect(await running()).toHaveLength(5);
    write({ image });
    await up();
    await unchanged();
  });

  it("must move its service to new contents of files, and remove the old ones", async () => {
    const docker = engine(lab.host("h2"));
    const names = async () => [
      ...(await docker.listConfigs()).map(({ Spec }) => Spec?.Name),
      ...(await docker.listSecrets()).map(({ Spec }) => Spec?.Name),
    ];
    const before = await names();
    expect(before).toHaveLength(2);
    write({ settings: { motd: "Hello again\n" } });
    await giveKey(KEYS[1]!);
    await up();
    const after = await names();
    expect(after).toHaveLength(2);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    expect(await running()).toHaveLength(5);
    const read = succeeded(
      await slipway("exec", "--in", "web", "--json", "--", "cat", "/etc/motd", "/run/secrets/key"),
    );
    const { results } = JSON.parse(read.stdout) as { results: { stdout: string }[] };
    expect(results.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 5 }, () => `Hello again\n${KEYS[1]}`),
    );
    await unchanged();
  });

  it("must rotate its join tokens", async () => {
    const token = async () =>
      ((await engine(lab.host("h2")).swarmInspect()) as { JoinTokens: { Worker: string } })
        .JoinTokens.Worker;
    const before = await token();
    write({ settings: { ...wanted.settings, joinTokenRotation: "2" } });
    await up();
    expect(await token()).not.toBe(before);
    await unchanged();
  });

  it("must rotate its CA, on every node", async () => {
    const docker = engine(lab.host("h2"));
    const trusted = async () =>
      ((await docker.swarmInspect()) as { TLSInfo: { TrustRoot: string } }).TLSInfo.TrustRoot;
    const before = await trusted();
    write({ settings: { ...wanted.settings, caRotation: "2" } });
    await up();
    const after = await trusted();
    expect(after).not.toBe(before);
    const found = (await docker.listNodes()) as SwarmNode[];
    expect(found.map(({ Description }) => Description.TLSInfo.TrustRoot)).toEqual(
      found.map(() => after),
    );
    expect(await running()).toHaveLength(5);
    await unchanged();
  });

  it("must unlock a manager whose engine was restarted", async () => {
    write({ settings: { ...wanted.settings, autolock: true } });
    await up();
    // Managers hear of it one after the other.
    const key = "/var/lib/docker/swarm/certificates/swarm-node.key";
    await vi.waitFor(
      async () => expect(await lab.host("h3").read(key)).toContain("ENCRYPTED"),
      60_000,
    );
    await lab.host("h3").engine.restart();
    expect((await engine(lab.host("h3")).info()).Swarm.LocalNodeState).toBe("locked");
    await up("--refresh");
    await vi.waitFor(
      async () => expect(await nodes()).toEqual(ready(["h2", "h3", "h5"], ["h1", "h4", "h6"])),
      30_000,
    );
    await unchanged();
  });

  it("must show its tokens nowhere", () => {
    for (const text of [printed, stack.stateOnDisk()]) {
      expect(text).not.toMatch(/SWM(TKN|KEY)-1-/);
      for (const secret of KEYS) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
      }
    }
  });

  it("must leave every host when destroyed", async () => {
    succeeded(await stack.destroy());
    for (const name of ["h1", "h2", "h3", "h4", "h5", "h6"])
      expect((await engine(lab.host(name)).info()).Swarm.LocalNodeState).toBe("inactive");
  });
});
