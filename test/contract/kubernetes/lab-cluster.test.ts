import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LabCluster } from "../../../lab/kubernetes/lab-cluster";

// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;

vi.setConfig({ testTimeout: 90_000 });

let one: LabCluster;
let two: LabCluster;

beforeAll(async () => {
  one = await LabCluster.start("one");
  two = await LabCluster.start("two", { fakeNodes: 1 });
}, BUILD_SECONDS * 1000);
afterAll(() => Promise.all([one?.remove(), two?.remove()]));

const ready = (cluster: LabCluster, node: string) =>
  cluster
    .kubectl("get", "node", node, "-o", 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')
    .trim();

describe("a lab cluster", () => {
  it("must be the Kubernetes that was built, with its nodes ready", () => {
    expect(one.kubectl("version")).toContain("Server Version: v1.33.0");
    expect(one.kubectl("get", "nodes", "-o", "name").trim().split("\n")).toEqual([
      "node/node-1",
      "node/node-2",
      "node/node-3",
    ]);
  });

  it("must run pods, beside another cluster that doesn't see them", () => {
    one.kubectl("create", "deployment", "web", "--image=web:1", "--replicas=3");
    one.kubectl("rollout", "status", "deployment/web", "--timeout=60s");
    expect(one.kubectl("get", "pods", "-o", "name").trim().split("\n")).toHaveLength(3);
    expect(two.kubectl("get", "pods", "-o", "name").trim()).toBe("");
  });

  it("must fail to pull what nobody has", async () => {
    one.kubectl("run", "absent", "--image=absent.invalid/web:1");
    await vi.waitFor(
      () => expect(one.kubectl("get", "pod", "absent")).toContain("ImagePullBackOff"),
      { timeout: 30_000, interval: 300 },
    );
  });

  it("must have logs of what crashes", async () => {
    one.kubectl("run", "crash", "--image=web:1", "--command", "--", "false");
    await vi.waitFor(
      () => expect(one.kubectl("get", "pod", "crash")).toContain("CrashLoopBackOff"),
      { timeout: 30_000, interval: 300 },
    );
    expect(one.kubectl("logs", "crash", "--previous")).toContain("could not open /data/db");
  });

  it("must give volumes to those who claim them", async () => {
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    };
    await one.create("/api/v1/namespaces/default/persistentvolumeclaims", claim);
    await vi.waitFor(() => expect(one.kubectl("get", "pvc", "data")).toContain("Bound"), {
      timeout: 30_000,
      interval: 300,
    });
  });

  it("must lose a node, move its pods, and find it again", async () => {
    await one.loseNode("node-1");
    await vi.waitFor(() => expect(ready(one, "node-1")).toBe("Unknown"), {
      timeout: 60_000,
      interval: 500,
    });
    await vi.waitFor(
      () => {
        const pods = one.kubectl("get", "pods", "-l", "app=web", "-o", "wide");
        const elsewhere = pods.split("\n").filter((line) => /Running.*node-[23]/.test(line));
        expect(elsewhere).toHaveLength(3);
      },
      { timeout: 60_000, interval: 500 },
    );
    await one.findNode("node-1");
    await vi.waitFor(() => expect(ready(one, "node-1")).toBe("True"), {
      timeout: 60_000,
      interval: 500,
    });
  });

  it("must have its API server slowed, stopped and started, with nothing lost", async () => {
    two.kubectl("create", "configmap", "kept", "--from-literal=key=value");
    two.slowApiServer(300);
    const before = Date.now();
    two.kubectl("get", "configmap", "kept");
    expect(Date.now() - before).toBeGreaterThan(600);
    two.slowApiServer(0);
    await two.stopApiServer();
    expect(() => two.kubectl("get", "configmap", "kept")).toThrow();
    await two.startApiServer();
    expect(two.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.key}")).toBe("value");
  });

  it("must leave no process behind", async () => {
    const pids = Object.values(two.pids);
    expect(pids).toHaveLength(6);
    await two.remove();
    // What has ended is there until this process has heard of it.
    await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });
});
