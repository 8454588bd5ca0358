import { describe, expect, it } from "vitest";
import { compareController } from "../../../../../cli/fleet/kubernetes/compare-pods";
import { controllersInState } from "../../../../../cli/fleet/kubernetes/controllers-in-state";
import {
  mainContainer,
  type Controller,
  type ContainerStatus,
  type Pod,
} from "../../../../../cli/fleet/kubernetes/pods";
import { controller } from "../state";

const declared = controllersInState([controller("web", "eu")])[0]!;

const live: Controller = {
  metadata: { name: "web", uid: "uid-1" },
  spec: { replicas: 3, selector: { matchLabels: { app: "web" } } },
  status: { readyReplicas: 3 },
};

function pod(change: Partial<Pod["status"]> = {}, image = "nginx:1"): Pod {
  const running: ContainerStatus = {
    name: "main",
    imageID: "docker-pullable://nginx@sha256:1",
    restartCount: 2,
    state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
  };
  return {
    metadata: { name: "web-1", namespace: "shop", uid: "pod-1" },
    spec: { nodeName: "node-1", containers: [{ name: "main", image }] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [running],
      ...change,
    },
  };
}

const waiting = (reason: string) => ({
  conditions: [],
  containerStatuses: [{ name: "main", state: { waiting: { reason } } }],
});

function compared(there: Controller | undefined, ...pods: Pod[]) {
  const found = { declared, live: there, pods, query: undefined, resourceVersion: undefined };
  return compareController(found);
}
const podDrift = (each: Pod) => compared(live, each).pods[0]!.drift;

describe("compareController", () => {
  it("must see no drift where all is as the state has it", () => {
    expect(compared(live, pod())).toMatchObject({
      ready: 3,
      wanted: 3,
      drift: [],
      pods: [
        {
          pod: "web-1",
          node: "node-1",
          state: "Running",
          ready: true,
          restarts: 2,
          image: "nginx:1",
          digest: "nginx@sha256:1",
          since: "2026-01-01T00:00:00Z",
          drift: [],
        },
      ],
    });
  });

  it("must see what is missing, was made anew, scaled, or has too few pods that are ready", () => {
    expect(compared(undefined).drift).toEqual([{ kind: "missing", text: "missing" }]);
    const other = { ...live, metadata: { name: "web", uid: "uid-2" } };
    expect(compared(other).drift).toEqual([
      { kind: "recreated", text: "another Deployment has its name" },
    ]);
    const scaled = { ...live, spec: { ...live.spec, replicas: 5 }, status: { readyReplicas: 4 } };
    expect(compared(scaled).drift).toEqual([
      { kind: "scaled", text: "5 pods, the state has 3" },
      { kind: "missing", text: "4 of 5 pods are ready" },
    ]);
  });

  it("must see another image, and why a pod doesn't run", () => {
    expect(podDrift(pod({}, "nginx:2"))).toEqual([
      { kind: "image", text: "the state has nginx:1" },
    ]);
    expect(podDrift(pod(waiting("ImagePullBackOff")))).toEqual([
      { kind: "stopped", text: "ImagePullBackOff" },
    ]);
    expect(podDrift(pod(waiting("ContainerCreating")))).toEqual([]);
    const condition = { type: "PodScheduled", status: "False", message: "0/3 nodes are available" };
    const nowhere = { phase: "Pending", conditions: [condition], containerStatuses: [] };
    expect(podDrift(pod(nowhere))).toEqual([{ kind: "stopped", text: "0/3 nodes are available" }]);
    const ended = { name: "main", state: { terminated: { exitCode: 137 } } };
    expect(podDrift(pod({ containerStatuses: [ended] }))).toEqual([
      { kind: "stopped", text: "exited with code 137" },
    ]);
  });

  it("must show what a pod waits for, and not complain of one that is going", () => {
    expect(compared(live, pod(waiting("CrashLoopBackOff"))).pods[0]).toMatchObject({
      state: "CrashLoopBackOff",
      ready: false,
    });
    const going = pod(waiting("ContainerCreating"), "nginx:0");
    going.metadata.deletionTimestamp = "2026-01-01T00:00:00Z";
    expect(compared(live, going).pods[0]).toMatchObject({ state: "Terminating", drift: [] });
  });
});

describe("mainContainer", () => {
  it("must be the first, or the one that kubectl would take", () => {
    const two = pod();
    two.spec.containers.push({ name: "side", image: "log:1" });
    expect(mainContainer(two)).toBe("main");
    two.metadata.annotations = { "kubectl.kubernetes.io/default-container": "side" };
    expect(mainContainer(two)).toBe("side");
  });
});
