import { expect, test } from "vitest";
import type { Cluster } from "../../../../lab/kubernetes-plugin/cluster";
import { conditionOf } from "../../../../lab/kubernetes-plugin/await/conditions";
import type { KubeObject } from "../../../../lab/kubernetes-plugin/kube-object";

async function progress(kind: string, spec: object, status: object, generation = 1) {
  const apiVersion = {
    Job: "batch/v1",
    Pod: "v1",
    CustomResourceDefinition: "apiextensions.k8s.io/v1",
  }[kind];
  const object = {
    apiVersion: apiVersion ?? "apps/v1",
    kind,
    metadata: { name: "x", generation },
    spec,
    status,
  } as KubeObject;
  const noCluster = {} as Cluster;
  return conditionOf(object.apiVersion, kind)!.progress(object, noCluster);
}

test("a Deployment is ready when all replicas are new and available, and the old ones are gone", async () => {
  const done = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
  expect((await progress("Deployment", { replicas: 2 }, done)).ready).toBe(true);
  expect(await progress("Deployment", { replicas: 2 }, { ...done, replicas: 3 })).toEqual({
    ready: false,
    state: "1 of 2 replicas ready",
  });
  expect(
    (await progress("Deployment", { replicas: 2 }, { ...done, availableReplicas: 1 })).state,
  ).toBe("1 of 2 replicas ready");
  expect((await progress("Deployment", { replicas: 2 }, done, 2)).ready).toBe(false);
});

test("a Deployment past its deadline has failed, with what refused its pods", async () => {
  const status = {
    observedGeneration: 1,
    conditions: [
      { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "late" },
      { type: "ReplicaFailure", status: "True", message: "exceeded quota: small" },
    ],
  };
  expect((await progress("Deployment", {}, status)).failed).toBe("exceeded quota: small");
});

test("a StatefulSet waits for its revision, but for what a partition holds back", async () => {
  const status = {
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    updatedReplicas: 1,
    currentRevision: "a",
    updateRevision: "b",
  };
  expect((await progress("StatefulSet", { replicas: 3 }, status)).ready).toBe(false);
  const held = { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } };
  expect((await progress("StatefulSet", held, status)).ready).toBe(true);
});

test("a DaemonSet wants every node", async () => {
  const status = { observedGeneration: 1, desiredNumberScheduled: 3, updatedNumberScheduled: 3 };
  expect(await progress("DaemonSet", {}, { ...status, numberAvailable: 2 })).toEqual({
    ready: false,
    state: "2 of 3 nodes ready",
  });
  expect((await progress("DaemonSet", {}, { ...status, numberAvailable: 3 })).ready).toBe(true);
});

test("a Job completes or fails", async () => {
  const failed = {
    conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }],
  };
  expect((await progress("Job", {}, failed)).failed).toBe("it failed: BackoffLimitExceeded");
  expect((await progress("Job", {}, { succeeded: 0 })).state).toBe("0 of 1 pods completed");
  const complete = { conditions: [{ type: "Complete", status: "True" }] };
  expect((await progress("Job", {}, complete)).ready).toBe(true);
});

test("a Pod is ready, or has done its work, or has failed", async () => {
  expect((await progress("Pod", {}, { phase: "Succeeded" })).ready).toBe(true);
  expect((await progress("Pod", {}, { phase: "Pending" })).state).toBe("it is Pending");
  expect((await progress("Pod", {}, { phase: "Failed", reason: "Evicted" })).failed).toBe(
    "it failed: Evicted",
  );
});

test("a definition whose names are taken has failed", async () => {
  const status = {
    conditions: [{ type: "NamesAccepted", status: "False", message: "widgets is taken" }],
  };
  expect((await progress("CustomResourceDefinition", {}, status)).failed).toBe("widgets is taken");
});

test("what has no condition is ready once it is there", () => {
  expect(conditionOf("v1", "ConfigMap")).toBeUndefined();
});
