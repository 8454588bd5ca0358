import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClusterBalancer } from "../../../components/digitalocean/cluster-balancer";
import {
  ManagedKubernetes,
  type ManagedKubernetesArgs,
} from "../../../components/digitalocean/managed-kubernetes";
import { Network } from "../../../components/digitalocean/network";
import { PullSecret } from "../../../components/digitalocean/pull-secret";
import { Registry } from "../../../components/digitalocean/registry";
import { Workload } from "../../../components/workloads/workload";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const CLUSTER = "digitalocean:index/kubernetesCluster:KubernetesCluster";
const POOL = "digitalocean:index/kubernetesNodePool:KubernetesNodePool";
const READY = "slipway:kubernetes:Readiness";

function make(args: Partial<ManagedKubernetesArgs> = {}): ManagedKubernetes {
  return new ManagedKubernetes("apps", {
    network: new Network("net", { regions: ["nyc3", "ams3"] }),
    version: "1.33",
    pools: { base: { size: "s-2vcpu-4gb", nodes: 2 } },
    ...args,
  });
}

beforeEach(() => mockEngine());
afterEach(settled);

describe("a managed Kubernetes cluster", () => {
  it("must be in its network, of the newest release of its version", async () => {
    make({ version: "1.32", region: "ams3" });
    await settled();
    expect(ofType(CLUSTER)[0]?.inputs).toEqual({
      ...{ region: "ams3", version: "1.32.10-do.0", vpcUuid: "net-ams3-id" },
      nodePool: { name: "base", size: "s-2vcpu-4gb", nodeCount: 2 },
      ...{ autoUpgrade: false, surgeUpgrade: true, ha: false },
      destroyAllAssociatedResources: false,
    });
  });

  it("must have more pools, labels, and as many nodes as are needed", async () => {
    const managed = make({
      highlyAvailable: true,
      pools: {
        base: { size: "s-2vcpu-4gb", nodes: 2 },
        batch: { size: "s-1vcpu-1gb", nodes: { least: 1, most: 5 }, labels: { kind: "batch" } },
      },
    });
    expect(await valueOf(managed.monthlyCost)).toBe(94);
    await settled();
    expect(ofType(POOL).map(({ name, inputs }) => ({ child: name, ...inputs }))).toEqual([
      {
        ...{ child: "apps-batch", clusterId: "apps-id", name: "batch", size: "s-1vcpu-1gb" },
        ...{ autoScale: true, minNodes: 1, maxNodes: 5, labels: { kind: "batch" } },
      },
    ]);
    expect(ofType(READY)[0]?.inputs).toMatchObject({ readyNodes: 3, deadlineSeconds: 900 });
  });

  it("must take a workload, and keep the kubeconfig a secret", async () => {
    const managed = make();
    new Workload("web", { on: managed.cluster, image: "web:1" });
    expect(await pulumi.isSecret(managed.kubeconfig)).toBe(true);
    expect(await valueOf(managed.kubeconfig)).toBe("apiVersion: v1\n");
    await settled();
    expect(ofType("kubernetes:apps/v1:Deployment")).toHaveLength(1);
  });

  it("must have a load balancer of its own before a workload, by a Service, and let everybody in to that port", async () => {
    const managed = make();
    const ports = [{ name: "http", port: 8080 }];
    const to = new Workload("web", { on: managed.cluster, image: "web:1", ports });
    expect(() => new ClusterBalancer("bad", { on: managed, to, port: 9, publicPort: 0 })).toThrow(
      /port: the workload has no port 9[^]*publicPort: expected a whole number from 1 to 65535/,
    );
    new ClusterBalancer("lb", { on: managed, to });
    await settled();
    const spec = ofType("kubernetes:core/v1:Service").find(({ name }) => name === "lb")?.inputs;
    expect(spec).toMatchObject({
      spec: { type: "LoadBalancer", ports: [{ port: 80, targetPort: 8080 }] },
    });
    const policies = ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy");
    expect(policies.find(({ name }) => name === "lb-public")?.inputs).toMatchObject({
      spec: { ingress: [{ ports: [{ port: 8080, protocol: "TCP" }] }] },
    });
  });

  it("must let pods pull with a registry's login, a secret of their namespace", async () => {
    const { cluster } = make();
    const login = new PullSecret("pull", { registry: new Registry("images"), on: cluster });
    const { transforms } = login;
    new Workload("web", { on: cluster, image: "web:1", transforms });
    new Workload("store", {
      ...{ on: cluster, image: "store:1", transforms },
      volumes: [{ name: "data", path: "/data" }],
    });
    await settled();
    const [secret] = ofType("kubernetes:core/v1:Secret");
    expect(secret?.inputs).toMatchObject({ type: "kubernetes.io/dockerconfigjson" });
    for (const kind of ["Deployment", "StatefulSet"])
      expect(ofType(`kubernetes:apps/v1:${kind}`)[0]?.inputs).toMatchObject({
        spec: { template: { spec: { imagePullSecrets: [{ name: "pull-0123456" }] } } },
      });
  });

  it("must take a release as it is named, also one that isn't offered any more", async () => {
    make({ version: "1.29.1-do.0" });
    await settled();
    expect(ofType(CLUSTER)[0]?.inputs["version"]).toBe("1.29.1-do.0");
  });

  it("must be refused with all that is wrong at once", async () => {
    const wrong = {
      ...{ region: "fra1", version: "latest", readySeconds: 0 },
      pools: {
        Base: { size: "", nodes: 0 },
        more: { size: "s-1vcpu-1gb", nodes: { least: 3, most: 2 } },
      },
    };
    expect(messageOf(() => make(wrong))).toMatch(
      /region: the network has no region "fra1"[^]*version: expected a version such as 1.33[^]*pools.Base: expected small letters[^]*pools.Base.size: expected a size[^]*pools.Base.nodes: expected a whole number[^]*pools.more.nodes: expected no more at least[^]*readySeconds/,
    );
    expect(messageOf(() => make({ pools: {} }))).toContain("pools: expected at least one pool");
    await settled();
    expect(ofType(CLUSTER)).toEqual([]);
  });
});
