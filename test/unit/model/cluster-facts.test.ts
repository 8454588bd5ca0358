import { expect, test } from "vitest";
import { clusterFacts, type NodeReport } from "../../../model/cluster-facts";

const node = (name: string, more: Partial<NodeReport> = {}): NodeReport => ({
  metadata: { name, labels: { "topology.kubernetes.io/zone": "a" } },
  status: {
    capacity: { cpu: "3500m", memory: "16384Ki" },
    conditions: [{ type: "Ready", status: "True" }],
    nodeInfo: { kubeletVersion: "v1.32.1-eks-1", architecture: "arm64", operatingSystem: "linux" },
  },
  ...more,
});

test("the facts are the API's, in plain words and by name", () => {
  expect(clusterFacts({ gitVersion: "v1.33.0+k3s1" }, [node("b"), node("a")])).toEqual({
    version: "1.33.0",
    nodes: ["a", "b"].map((name) => ({
      name,
      ready: true,
      version: "1.32.1",
      architecture: "arm64",
      operatingSystem: "linux",
      cpus: 3.5,
      memoryMib: 16,
      zone: "a",
    })),
  });
});

test("a node that is cordoned or silent isn't ready", () => {
  const silent = node("b", { status: { conditions: [{ type: "Ready", status: "Unknown" }] } });
  const facts = clusterFacts({ gitVersion: "v1.33.0" }, [
    node("a", { spec: { unschedulable: true } }),
    silent,
  ]);
  expect(facts.nodes?.map(({ ready }) => ready)).toEqual([false, false]);
});

test("nodes that can't be seen are left out", () => {
  expect(clusterFacts({ gitVersion: "v1.33.0" }, undefined)).toEqual({ version: "1.33.0" });
});
