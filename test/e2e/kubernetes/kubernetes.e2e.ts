import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { Progress } from "../../../toolchain/progress";
import { Checkout } from "../../support/checkout";
import { run, type RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/kubernetes/program";
// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;
const WAIT = { timeout: 60_000, interval: 50 };
/** For so long the API server is away. */
const AWAY_MS = 3000;

let cluster: LabCluster;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;
const passwords: string[] = [];
let printed = "";

function write(change: Partial<Wanted>): void {
  wanted = { ...wanted, ...change };
  passwords.push(wanted.password);
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

interface KubeList {
  items: { metadata: { name: string; uid: string } }[];
}

function list(kind: string): KubeList["items"] {
  const out = cluster.kubectl("get", kind, "-l", "slipway.workload", "-o", "json");
  return (JSON.parse(out) as KubeList).items;
}

const namesOf = (kind: string) => list(kind).map(({ metadata }) => metadata.name);
const field = (what: string, path: string) =>
  cluster.kubectl("get", what, "-o", `jsonpath={${path}}`);

/** The pod template's environment of the live Deployment. */
const greeting = () => field("deployment/web", ".spec.template.spec.containers[0].env[0].value");

/** The command `slipway`, in the folder of the program. */
async function slipway(word: string, ...args: string[]): Promise<RunResult> {
  const all = [checkout.path("toolchain/slipway.cjs"), word, "--stack", "test", ...args];
  const result = await run(process.execPath, all, { cwd: stack.dir, env: stack.env });
  printed += result.output;
  return result;
}

beforeAll(async () => {
  cluster = await LabCluster.start("e2e", { progress: new Progress() });
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test", { KUBECONFIG: undefined });
  write({
    kubeconfigFile: cluster.kubeconfigFile,
    image: "web:1",
    greeting: "hello",
    replicas: 3,
    password: "hunter2-first-password",
    motd: "welcome",
    store: true,
  });
  await stack.init();
}, BUILD_SECONDS * 1000);

afterAll(async () => {
  await cluster?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("workloads on a Kubernetes cluster", () => {
  it("must be there as kubectl sees them", async () => {
    await up();
    expect(field("deployment/web", ".status.availableReplicas")).toBe("3");
    expect(field("statefulset/store", ".status.readyReplicas")).toBe("2");
    expect(namesOf("service")).toEqual(["store", "web"]);
    expect(namesOf("networkpolicy")).toEqual(["store", "web"]);
    expect(namesOf("poddisruptionbudget")).toEqual(["store", "web"]);
    expect(namesOf("pvc")).toEqual(["data-store-0", "data-store-1"]);
    expect(await stack.output<object>("endpoints")).toEqual([
      { address: "web.default.svc", ports: { http: 8080 } },
    ]);
    expect(await stack.output<object>("facts")).toMatchObject({
      version: "1.33.0",
      nodes: [{ name: "node-1", ready: true }, { name: "node-2" }, { name: "node-3" }],
    });
    // Replicas are on different nodes.
    const nodes = cluster.kubectl(
      ...["get", "pods", "-l", "slipway.workload=web", "-o"],
      "jsonpath={.items[*].spec.nodeName}",
    );
    expect(new Set(nodes.split(" ")).size).toBe(3);
  });

  it("must be unchanged by a second up", unchanged);

  it("must show in a preview which fields change, and be changed in place", async () => {
    const before = field("deployment/web", ".metadata.uid");
    write({ greeting: "good day", replicas: 4 });
    const preview = succeeded(await stack.preview(["--diff"])).output;
    printed += preview;
    expect(preview).toMatch(/"hello" => "good day"/);
    expect(preview).toMatch(/replicas\s*: 3 => 4/);
    expect(greeting()).toBe("hello");
    await up();
    expect(field("deployment/web", ".metadata.uid")).toBe(before);
    expect(greeting()).toBe("good day");
    expect(field("deployment/web", ".status.updatedReplicas")).toBe("4");
    await unchanged();
  });

  it("must roll pods where a file or a secret changes, and leave no old ones", async () => {
    const before = {
      pods: namesOf("pod"),
      secrets: namesOf("secret"),
      files: namesOf("configmap"),
    };
    write({ password: "hunter2-second-password", motd: "welcome back" });
    await up();
    for (const [kind, old] of [
      ["secret", before.secrets],
      ["configmap", before.files],
    ] as const) {
      const now = namesOf(kind);
      expect(now).toHaveLength(1);
      expect(now).not.toEqual(old);
    }
    const webs = (names: string[]) => names.filter((name) => name.startsWith("web-"));
    for (const pod of webs(namesOf("pod"))) expect(before.pods).not.toContain(pod);
    await unchanged();
  });

  it("must fail with the reason where an image can't be pulled, and keep the old pods", async () => {
    const healthy = new Set(namesOf("pod"));
    write({ image: "absent.invalid/web:2" });
    for (const _ of ["first", "again, with nothing changed"]) {
      const { code, output } = await stack.up();
      printed += output;
      expect(code).not.toBe(0);
      expect(output).toMatch(/image absent\.invalid\/web:2 can't be pulled \(ImagePullBackOff\)/);
    }
    const { stdout } = succeeded(await slipway("ps", "web"));
    expect(stdout).toMatch(/^lab\/node-\d +web .* Running +ready +web:1 /m);
    expect(stdout).toMatch(
      /^lab\/node-\d +web .* ImagePullBackOff +not ready +absent\.invalid\/web:2 .* the state has web:1, ImagePullBackOff$/m,
    );
    expect(field("deployment/web", ".status.availableReplicas")).toBe("4");
    expect(namesOf("pod").filter((name) => healthy.has(name))).toHaveLength(healthy.size);
  });

  it("must be mended by the next up", async () => {
    write({ image: "web:1" });
    await up();
    expect(field("deployment/web", ".status.unavailableReplicas")).toBe("");
    await unchanged();
  });

  it("must show drift in a refresh, and name whom it is in conflict with", async () => {
    cluster.kubectl("scale", "deployment/web", "--replicas=5");
    const { stdout } = succeeded(await slipway("ps", "web"));
    expect(stdout).toMatch(/^lab +web +Deployment web .* 5 pods, the state has 4$/m);
    const { output } = succeeded(await stack.refresh(["--diff"]));
    expect(output).toMatch(/replicas\s*: 4 => 5/);
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(
      /Deployment default\/web: Server-Side Apply field conflict detected: \.spec\.replicas \(conflict with "kubectl"/,
    );
    cluster.kubectl("scale", "deployment/web", "--replicas=4");
    await up();
    await unchanged();
  });

  it("must show in slipway ps what the state doesn't know, but nothing of other stacks", async () => {
    const own = field("deployment/web", ".metadata.labels.slipway\\.stack");
    for (const [name, owner] of [
      ["stray", own],
      ["foreign", "other.stack"],
    ] as const) {
      cluster.kubectl("create", "deployment", name, "--image=web:1");
      const labels = [`slipway.stack=${owner}`, `slipway.workload=${name}`];
      cluster.kubectl("label", "deployment", name, ...labels);
    }
    const { stdout } = succeeded(await slipway("ps"));
    expect(stdout).toMatch(/^lab +stray +Deployment stray .* not in the state$/m);
    expect(stdout).not.toContain("foreign");
    expect(stdout.match(/not in the state/g)).toHaveLength(1);
    cluster.kubectl("delete", "deployment", "stray", "foreign");
  });

  it("must bring back what was deleted by hand, once a refresh has seen it", async () => {
    cluster.kubectl("delete", "service/web");
    succeeded(await stack.refresh());
    await up();
    expect(field("service/web", ".spec.ports[0].port")).toBe("8080");
  });

  it("must fail in a sentence while the API server is down, and converge afterwards", async () => {
    write({ greeting: "good evening" });
    await cluster.stopApiServer();
    try {
      const { code: unreachable, stderr } = await slipway("ps");
      expect(unreachable).toBe(3);
      expect(stderr).toMatch(
        /^slipway ps: lab: the cluster's API server \S+ does not answer: .*\n$/,
      );
      const { code, output } = await stack.up();
      expect(code).not.toBe(0);
      expect(output).toMatch(/API server https:\/\/127\.0\.0\.1:\d+ does not answer/);
      expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    } finally {
      await cluster.startApiServer();
    }
    expect(greeting()).toBe("good day");
    await up();
    expect(greeting()).toBe("good evening");
    await unchanged();
  });

  it("must wait where the API server goes away in the middle of an up, and go on when it is back", async () => {
    // Each new pod has to be ready for so long, that the update is under way all the while.
    write({ greeting: "good night", waitSeconds: 4, deadlineSeconds: 60 });
    let ended = false;
    const update = stack.up().finally(() => (ended = true));
    await vi.waitFor(() => expect(greeting()).toBe("good night"), WAIT);
    await cluster.stopApiServer();
    try {
      await sleep(AWAY_MS);
      expect(ended).toBe(false);
    } finally {
      await cluster.startApiServer();
    }
    succeeded(await update);
    expect(field("deployment/web", ".status.updatedReplicas")).toBe(String(wanted.replicas));
    await unchanged();
  });

  it("must fail in a sentence where it stays away, and converge afterwards, with nothing twice", async () => {
    write({ greeting: "good bye", late: true });
    const update = stack.up();
    await vi.waitFor(() => expect(greeting()).toBe("good bye"), WAIT);
    await cluster.stopApiServer();
    try {
      const { code, output } = await update;
      expect(code).not.toBe(0);
      expect(output).toMatch(/API server https:\/\/127\.0\.0\.1:\d+ does not answer/);
      expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    } finally {
      await cluster.startApiServer();
    }
    await up();
    expect(namesOf("deployment")).toEqual(["late", "web"]);
    const pods = (workload: string) =>
      namesOf("pod").filter((name) => name.startsWith(`${workload}-`)).length;
    await vi.waitFor(
      () => expect([pods("web"), pods("late"), pods("store")]).toEqual([wanted.replicas, 2, 2]),
      WAIT,
    );
    expect(field("hpa/late", ".spec.minReplicas")).toBe("2");
    expect(namesOf("service")).toEqual(["store", "web"]);
    // Their names are made up, so that one more could be there.
    expect([namesOf("secret"), namesOf("configmap")].map(({ length }) => length)).toEqual([1, 1]);
    await unchanged();
  });

  it("must refuse what Kubernetes can't do, before anything is changed", async () => {
    write({ init: true });
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(output).toContain("init: Kubernetes starts no init");
    expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    wanted = { ...wanted, init: undefined };
    write({ requireDigests: true });
    const tagged = await stack.up();
    expect(tagged.code).not.toBe(0);
    expect(tagged.output).toContain(
      'image: expected repository@sha256:… on this cluster (requireDigests), got "web:1"',
    );
    write({ requireDigests: false, gatewayClass: "envoy" });
    const without = await stack.up();
    expect(without.code).not.toBe(0);
    expect(without.output).toContain(
      "gatewayClass: the cluster has no Gateway API (gateway.networking.k8s.io/v1): install it there",
    );
    expect(without.output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect(namesOf("networkpolicy")).not.toContain("edge-web");
    wanted = { ...wanted, gatewayClass: undefined };
    write({});
  });

  it("must show a secret nowhere", () => {
    for (const text of [printed, stack.stateOnDisk()])
      for (const password of passwords) {
        expect(text).not.toContain(password);
        expect(text).not.toContain(Buffer.from(password).toString("base64").replace(/=+$/, ""));
      }
  });

  it("must leave nothing behind when destroyed", async () => {
    succeeded(await stack.destroy());
    for (const kind of [
      "deployment",
      "statefulset",
      "service",
      "secret",
      "configmap",
      "pod",
      "pvc",
    ])
      expect([kind, namesOf(kind)]).toEqual([kind, []]);
  });
});
