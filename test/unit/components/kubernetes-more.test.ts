import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Gateway, type GatewayArgs } from "../../../components/gateway/gateway";
import { DockerHost } from "../../../components/hosts/docker-host";
import { Image } from "../../../components/images/image";
import {
  KubernetesCluster,
  type KubernetesClusterArgs,
} from "../../../components/kubernetes/kubernetes-cluster";
import { Workload } from "../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../components/workloads/workload-args";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled } from "./support/mocks";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const JOB = "kubernetes:batch/v1:Job";
const AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const READINESS = "slipway:kubernetes:Readiness";
const DIGEST = `web@sha256:${"0".repeat(64)}`;
/** How a secret looks on the wire. */
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";
const LABELS = { "slipway.workload": "web" };

const clusterOf = (args: KubernetesClusterArgs = {}, name = "prod") =>
  new KubernetesCluster(name, { kubeconfig: "apiVersion: v1\n", ...args });
const make = (args: Partial<WorkloadArgs>, on = clusterOf()) =>
  new Workload("web", { on, image: "nginx:1.27", ...args });
const specOf = (type: string) => ofType(type)[0]!.inputs["spec"] as Record<string, unknown>;

beforeEach(() => mockEngine());
afterEach(() => settled());

describe("a workload that is autoscaled", () => {
  const autoscale = { minReplicas: 2, maxReplicas: 9, cpuPercent: 70, memoryPercent: 80 };
  const resources = { reservations: { cpus: 0.1, memoryMib: 64 } };

  it("has an autoscaler, and leaves the number of replicas to it", async () => {
    make({ autoscale, resources });
    await settled();
    expect(specOf(DEPLOYMENT)).not.toHaveProperty("replicas");
    expect(specOf(AUTOSCALER)).toEqual({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 2,
      maxReplicas: 9,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
        },
        {
          type: "Resource",
          resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } },
        },
      ],
    });
    expect(ofType("kubernetes:policy/v1:PodDisruptionBudget")).toHaveLength(1);
  });

  it("says all that is wrong with the numbers", () => {
    const wrong = { autoscale: { minReplicas: 4, maxReplicas: 3, cpuPercent: 50 }, replicas: 2 };
    const message = messageOf(() => make(wrong));
    expect(message).toContain("3 mistakes:");
    expect(message).toContain("replicas: autoscale says how many");
    expect(message).toContain("autoscale.minReplicas: expected at most maxReplicas (3), got 4");
    expect(message).toContain("autoscale.cpuPercent: is a share of resources.reservations.cpus");
    expect(messageOf(() => make({ autoscale: { maxReplicas: 3 } }))).toContain(
      "autoscale: expected cpuPercent, memoryPercent or both",
    );
  });

  it("is refused by name where nothing counts replicas", () => {
    const on = new DockerHost("local");
    expect(
      messageOf(() => new Workload("web", { on, image: "nginx:1.27", autoscale, resources })),
    ).toContain("autoscale: Docker doesn't count replicas");
  });
});

describe("a workload that ends by itself", () => {
  it.each([
    ["no", 0, "Never"],
    ["on-failure", 6, "OnFailure"],
  ] as const)("is a Job under a name made up (restart %s)", async (restart, backoff, policy) => {
    make({ restart, replicas: 2, secretEnv: { KEY: "hunter2" } });
    await settled();
    expect(ofType(DEPLOYMENT)).toEqual([]);
    expect(ofType(JOB)[0]).toMatchObject({ name: "web", inputs: { metadata: { labels: LABELS } } });
    expect(specOf(JOB)).toMatchObject({
      completions: 2,
      parallelism: 2,
      backoffLimit: backoff,
      template: { metadata: { labels: LABELS }, spec: { restartPolicy: policy } },
    });
    expect(ofType("kubernetes:policy/v1:PodDisruptionBudget")).toEqual([]);
  });

  it("has neither ports nor health nor volumes of its own", () => {
    const message = messageOf(() =>
      make({
        restart: "no",
        ports: [{ port: 80 }],
        health: { tcp: {} },
        volumes: [{ name: "data", path: "/data" }],
      }),
    );
    expect(message).toContain('ports: restart "no" makes a Job on Kubernetes');
    expect(message).toContain('health: restart "no" makes a Job on Kubernetes');
    expect(message).toContain("volumes: a Job's pods have no volumes of their own");
  });
});

describe("a workload with ports", () => {
  it("answers while those who send requests are told that its pod goes", async () => {
    make({ ports: [{ port: 80 }], stopGraceSeconds: 20 });
    await settled();
    const { spec } = specOf(DEPLOYMENT)["template"] as { spec: Record<string, unknown> };
    expect(spec).toMatchObject({
      terminationGracePeriodSeconds: 25,
      containers: [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }],
    });
  });
});

describe("images on a cluster", () => {
  it("must be in a registry", () => {
    const host = new DockerHost("local");
    const image = new Image("app", { on: host, build: { context: "components/gateway/image" } });
    expect(messageOf(() => make({ image }))).toContain(
      "image: is built on a host and in no registry",
    );
    expect(
      messageOf(() => new Image("app2", { on: clusterOf() as never, reference: "nginx:1.27" })),
    ).toContain("on: expected a DockerHost or a HostGroup, got an object: a cluster builds");
  });

  it("must have digests where the cluster says so, also when they are known later", async () => {
    const strict = clusterOf({ requireDigests: true });
    expect(messageOf(() => make({}, strict))).toContain(
      'image: expected repository@sha256:… on this cluster (requireDigests), got "nginx:1.27"',
    );
    make({ image: pulumi.output(DIGEST) }, strict);
    await settled();
    expect(specOf(DEPLOYMENT)).toMatchObject({
      template: { spec: { containers: [{ image: DIGEST }] } },
    });
  });
});

describe("a gateway on a cluster", () => {
  const ports = [{ name: "http", port: 8080 }];

  it("has an Ingress for each route, and opens the workload's port for who serves it", async () => {
    const cluster = clusterOf();
    const to = make({ ports }, cluster);
    const gateway = new Gateway("edge", {
      on: cluster,
      ingressClass: "nginx",
      controllerNamespace: "ingress-nginx",
    });
    gateway.route("web", { to, host: "example.com", path: "/api", tlsSecret: "cert" });
    await settled();
    expect(ofType(INGRESS)[0]).toMatchObject({
      name: "edge-web",
      inputs: { metadata: { name: "edge-web" } },
    });
    expect(specOf(INGRESS)).toEqual({
      ingressClassName: "nginx",
      tls: [{ secretName: "cert", hosts: ["example.com"] }],
      rules: [
        {
          host: "example.com",
          http: {
            paths: [
              {
                path: "/api",
                pathType: "Prefix",
                backend: { service: { name: "web", port: { number: 8080 } } },
              },
            ],
          },
        },
      ],
    });
    const policy = ofType(POLICY).find(({ name }) => name === "edge-web-network-policy");
    expect(policy?.inputs["spec"]).toEqual({
      podSelector: { matchLabels: LABELS },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: {
                matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" },
              },
            },
          ],
          ports: [{ port: 8080, protocol: "TCP" }],
        },
      ],
    });
  });

  it("refuses what is its own proxy's on a host, and two routes with one address", () => {
    const cluster = clusterOf();
    const wrong: GatewayArgs = { on: cluster, port: 80, networks: ["front"] };
    const message = messageOf(() => new Gateway("edge", wrong));
    expect(message).toContain("port: is for a gateway on a Docker host");
    expect(message).toContain("networks: is for a gateway on a Docker host");
    const gateway = new Gateway("edge", { on: cluster });
    const to = make({ ports }, cluster);
    expect(messageOf(() => gateway.route("a", { to, stripPrefix: true, drainSeconds: 1 }))).toMatch(
      /2 mistakes:[\s\S]*stripPrefix: leave it out on a cluster[\s\S]*drainSeconds/,
    );
    gateway.route("b", { to, path: "/b" });
    expect(messageOf(() => gateway.route("c", { to, path: "/b" }))).toContain('route "c"');
  });

  it("routes to workloads of its own cluster alone", () => {
    const gateway = new Gateway("edge", { on: clusterOf() });
    const to = make({ ports }, clusterOf({}, "other"));
    expect(messageOf(() => gateway.route("web", { to }))).toContain(
      "to: expected a workload on the gateway's own cluster",
    );
    expect(messageOf(() => gateway.url)).toContain("has one once it has a route");
  });

  it("is not told on a Docker host what is a cluster's", () => {
    const on = new DockerHost("local");
    expect(
      messageOf(() => new Gateway("edge", { on, networks: ["a"], ingressClass: "nginx" })),
    ).toContain("ingressClass: is for a gateway on a Kubernetes cluster");
  });
});

describe("KubernetesCluster", () => {
  it("waits for the cluster where that is asked for, before its provider is there", async () => {
    const cluster = clusterOf({ ready: { readyNodes: 3 } });
    await settled();
    expect(ofType(READINESS)[0]).toMatchObject({
      name: "prod-ready",
      inputs: { readyNodes: 3 },
    });
    expect(JSON.stringify(ofType(READINESS)[0]!.inputs["kubeconfig"])).toContain(SECRET_SIGNATURE);
    expect(cluster.nodes.readiness).toBeDefined();
    expect(clusterOf({}, "other").nodes.readiness).toBeUndefined();
  });
});
