import { spawn } from "node:child_process";
import { get, type IncomingMessage } from "node:http";

import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { IngressProxy } from "../../../lab/kubernetes/ingress-proxy";
import { KubeletNode } from "../../../lab/kubernetes/kubelet-node";
import type { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { Answering } from "../../support/answering";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { freePort } from "../../support/free-port";
import { RequestLoop } from "../../support/request-loop";
import { run, type RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/three-engines/program";
// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;
const WAIT = { timeout: 60_000, interval: 500 };

let lab: Lab;
let cluster: LabCluster;
let ingress: IngressProxy;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;
const secrets: string[] = [];
let printed = "";

function write(change: Partial<Wanted>): void {
  wanted = { ...wanted, ...change };
  secrets.push(wanted.secret);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

async function up(): Promise<string> {
  const result = await stack.up(["--diff"]);
  printed += result.output;
  return succeeded(result).output;
}

async function unchanged(): Promise<void> {
  const { output } = succeeded(await stack.up());
  expect(output).toMatch(/Resources:\n\s+\d+ unchanged/);
}

const local = new Docker();
const engine = (host: LabHost) =>
  new Docker({ socketPath: host.dockerHost.replace(/^unix:\/\//, "") });

/** Where the page is served, on each engine. */
const urls = () => ({
  host: `http://127.0.0.1:${wanted.gatewayPort}/`,
  swarm: `http://${lab.hosts[0]!.address}:8080/`,
  cluster: `${ingress.url}/`,
});

/** Where the cluster serves it by the Gateway API. */
const edge = () => `${ingress.url}/edge/`;

/** Where the cluster's proxy sends who asks for a host by plain HTTP; `fetch` lets nobody say which host is meant. */
async function redirect(host: string): Promise<[number | undefined, string | undefined]> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${ingress.url}/x`, { headers: { host } }, resolve).on("error", reject);
  });
  answer.resume();
  return [answer.statusCode, answer.headers.location];
}

async function page(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  return `${answer.status} ${(await answer.text()).trim().split(/\s+/).join(" ")}`;
}

/** What each engine serves: the variable, the file, the size of the secret. */
async function pages(): Promise<Record<string, string>> {
  const all = Object.entries(urls()).map(async ([name, url]) => [name, await page(url)] as const);
  return Object.fromEntries(await Promise.all(all));
}

const everywhere = <T>(value: T) => ({ host: value, swarm: value, cluster: value });

async function containers(docker: Docker, name: string): Promise<string[]> {
  const all = await docker.listContainers({ filters: { name: [name], status: ["running"] } });
  return all.map(({ Id }) => Id);
}

/** What the compose app serves. */
function shop(): string {
  const page = ["wget", "-q", "-O", "-", "http://127.0.0.1:8080/"];
  return cluster
    .kubectl("exec", "deployment/shop", "--", ...page)
    .trim()
    .split(/\s+/)
    .join(" ");
}

/** How many run, on each engine. */
async function running(): Promise<Record<string, number>> {
  const tasks = await Promise.all(lab.hosts.map((host) => containers(engine(host), "swarm-web")));
  const pods = cluster.kubectl(
    ...["get", "pods", "-l", "slipway.workload=cluster-web", "--no-headers"],
  );
  return {
    host: (await containers(local, "host-web")).length,
    swarm: tasks.flat().length,
    // One that is draining isn't counted by its Deployment any more.
    cluster: pods.split("\n").filter((line) => line.includes("Running")).length,
  };
}

async function printedBy(docker: Docker, name: string): Promise<string> {
  const [id] = await containers(docker, name);
  const exec = await docker
    .getContainer(id!)
    .exec({ Cmd: ["cat", "/data/starts"], AttachStdout: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().replace(/\r/g, "");
}

/** What each engine's volume has kept. */
async function kept(): Promise<Record<string, string>> {
  return {
    host: await printedBy(local, "host-keeper"),
    swarm: await printedBy(engine(lab.hosts[0]!), "swarm-keeper"),
    cluster: cluster.kubectl("exec", "cluster-keeper-0", "--", "cat", "/data/starts"),
  };
}

const commandLine = (word: string, args: readonly string[]) => [
  checkout.path("toolchain/slipway.cjs"),
  ...[word, "--stack", "test", ...args],
];

/** The command `slipway`, in the folder of the program. */
async function slipway(word: string, ...args: string[]): Promise<RunResult> {
  const options = { cwd: stack.dir, timeoutSeconds: 120, env: stack.env };
  const result = await run(process.execPath, commandLine(word, args), options);
  printed += result.output;
  return result;
}

const json = <T>({ stdout }: RunResult) => JSON.parse(stdout) as T;
const jsonLines = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { host: string; container: string; text: string });

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  // The same two hosts are the swarm and the nodes of the cluster.
  lab = await Lab.start("three", { hosts: 2, kubelets: true });
  cluster = lab.cluster;
  for (const host of lab.hosts) {
    await copyImage(image, host.dockerHost);
    await new KubeletNode(host).copyImage(image);
  }
  await cluster.installGatewayApi();
  ingress = await IngressProxy.start(cluster);
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test", { KUBECONFIG: undefined });
  write({
    swarm: Object.fromEntries(
      lab.hosts.map(({ name, dockerHost, address }) => [name, { host: dockerHost, address }]),
    ),
    kubeconfigFile: cluster.kubeconfigFile,
    gatewayPort: await freePort(),
    image,
    version: "v1",
    replicas: 2,
    secret: "hunter2-first",
    motd: "welcome",
  });
  await stack.init();
}, BUILD_SECONDS * 1000);

afterAll(async () => {
  if (stack !== undefined) await stack.destroy();
  await ingress?.stop();
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("one workload on a host, in a swarm and on a Kubernetes cluster", () => {
  it("must serve its page with its variable, its file and its secret on each", async () => {
    await up();
    await vi.waitFor(
      async () => expect(await pages()).toEqual(everywhere("200 v1 welcome 13")),
      WAIT,
    );
    expect(await running()).toEqual(everywhere(2));
  });

  it("must serve it by the Gateway API too, and redirect to HTTPS where there is a certificate", async () => {
    expect(await page(edge())).toBe("200 v1 welcome 13");
    expect(await stack.output<string>("edgeUrl")).toBe("http://127.0.0.1");
    const safe = await redirect("safe.example.com");
    expect(safe).toEqual([301, "https://safe.example.com/x"]);
    const listeners = cluster.kubectl(
      ...["get", "gateway/edge", "-o", "jsonpath={.spec.listeners[*].name}"],
    );
    expect(listeners).toBe("http https-safe.example.com");
  });

  it("must have a compose app on the cluster: a job first, then the service, with volume, config and secret", () => {
    expect(shop()).toBe("migrated for v1 welcome 13");
    expect(cluster.kubectl("get", "pvc/app-data", "-o", "jsonpath={.status.phase}")).toBe("Bound");
    expect(cluster.kubectl("get", "service/shop", "-o", "jsonpath={.spec.ports[0].port}")).toBe(
      "8080",
    );
  });

  it("must be unchanged by a second up", unchanged);

  it("must be shown by slipway ps: what runs where", async () => {
    const document = json<{ clusters: object[] }>(await slipway("ps", "--json"));
    const pod = {
      node: expect.stringMatching(lab.hosts.map(({ name }) => name).join("|")) as string,
      ...{ state: "Running", ready: true, image: wanted.image, drift: [] },
      digest: expect.stringContaining("sha256:") as string,
    };
    expect(document.clusters).toMatchObject([
      {
        cluster: "cluster",
        reachable: true,
        controllers: [
          { kind: "StatefulSet", workload: "cluster-keeper", ready: 1, wanted: 1, pods: [pod] },
          { kind: "Deployment", workload: "cluster-web", ready: 2, drift: [], pods: [pod, pod] },
          { kind: "Job", workload: "migrate", drift: [], pods: [{ state: "Succeeded" }] },
          { kind: "Deployment", workload: "shop", ready: 1, drift: [], pods: [pod] },
        ],
      },
    ]);
    const { stdout } = succeeded(await slipway("ps", "*-web"));
    expect(stdout).toMatch(/^cluster\/\S+ +cluster-web .* Running +ready /m);
    for (const name of ["host-web", "swarm-web", "cluster-web"])
      expect(stdout.match(new RegExp(` ${name} `, "g"))).toHaveLength(2);
  });

  it("must run a command of slipway exec in each, with its variables, and end it in time", async () => {
    const everyone = await slipway(
      "exec",
      "--in",
      "*-web",
      "--json",
      "-e",
      "WHO=me",
      "--",
      "sh",
      "-c",
      'echo "$WHO $VERSION"; echo careful >&2; exit 3',
    );
    expect(everyone.code).toBe(1);
    const { results } = json<{ results: object[] }>(everyone);
    expect(results).toHaveLength(6);
    for (const result of results)
      expect(result).toMatchObject({
        ...{ status: "failed", exitCode: 3, stdout: "me v1\n", stderr: "careful\n" },
      });
    const began = Date.now();
    const late = await slipway(
      "exec",
      "--in",
      "cluster-web",
      "--timeout",
      "3",
      "--",
      "sleep",
      "77",
    );
    expect(late.stderr).toMatch(/0 of 2 ok, 2 timed-out/);
    expect(Date.now() - began).toBeLessThan(60_000);
    const left = await slipway(
      "exec",
      "--in",
      "cluster-web",
      "--",
      "sh",
      "-c",
      "ps | grep '[s]leep 77'",
    );
    expect(left.stderr).toMatch(/0 of 2 ok, 2 failed/);
  });

  it("must run a command as another user in a pod that may do so, and be refused in others", async () => {
    const asNobody = (workload: string) =>
      slipway("exec", "--in", workload, "--user", "nobody", "--", "sh", "-c", "id -un; id -g");
    const { stdout } = succeeded(await asNobody("shop"));
    expect(stdout).toMatch(/\| nobody\n.*\| 65534$/m);
    const refused = await asNobody("cluster-web");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe("");
    expect(refused.stderr.match(/ refused .*who may not become nobody: Kubernetes/g)).toHaveLength(
      2,
    );
  });

  it("must be changed without a failed request, keep its volume, and be followed by slipway logs", async () => {
    const follower = spawn(process.execPath, commandLine("logs", ["--follow", "--json", "*-web"]), {
      cwd: stack.dir,
      env: { ...process.env, ...stack.env },
    });
    let said = "";
    follower.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise((resolve) => follower.once("close", resolve));
    const sayers = (text: string) =>
      jsonLines(said).filter((line) => line.text === text && line.host === "cluster");
    await vi.waitFor(() => expect(sayers("serves v1")).toHaveLength(2), WAIT);
    const loops = [urls().host, urls().cluster, edge()].map((url) => new RequestLoop(url));
    const answering = new Answering(() => lab.hosts.map(({ address }) => `${address}:8080`));
    write({ version: "v2", motd: "welcome back", secret: "hunter2-the-second" });
    await up();
    await vi.waitFor(
      async () => expect(await pages()).toEqual(everywhere("200 v2 welcome back 18")),
      WAIT,
    );
    for (const loop of loops) {
      const { failures, requests } = await loop.stop();
      expect(failures).toEqual({});
      expect(requests).toBeGreaterThan(100);
    }
    expect((await answering.stop()).unanswered).toEqual([]);
    for (const text of Object.values(await kept())) expect(text).toMatch(/^(v1\n)+(v2\n)+$/);
    expect(shop()).toBe("migrated for v2 welcome back 18");
    await vi.waitFor(() => expect(sayers("serves v2")).toHaveLength(2), WAIT);
    follower.kill("SIGINT");
    await ended;
    // None is there twice.
    const lines = jsonLines(said).map((line) => JSON.stringify(line));
    expect(new Set(lines).size).toBe(lines.length);
    const { stdout } = succeeded(await slipway("logs", "*-web"));
    expect(stdout.match(/^cluster\/cluster-web-\S+ +\| serves v2$/gm)).toHaveLength(2);
  });

  it.each([1, 2])("must be scaled to %i", async (replicas) => {
    write({ replicas });
    await up();
    await vi.waitFor(async () => expect(await running()).toEqual(everywhere(replicas)), WAIT);
  });

  it("must show a secret nowhere", () => {
    for (const text of [printed, stack.stateOnDisk()])
      for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it("must leave nothing behind when destroyed", async () => {
    succeeded(await stack.destroy());
    expect(await running()).toEqual(everywhere(0));
    expect(
      cluster.kubectl("get", "all,ingress,httproute,pvc", "-l", "slipway.workload", "-o", "name"),
    ).toBe("");
    for (const gone of ["pvc/app-data", "gateway/edge"])
      expect(cluster.kubectl("get", gone, "--ignore-not-found")).toBe("");
  });
});
