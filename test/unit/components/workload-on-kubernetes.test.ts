import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Gateway } from "../../../components/gateway/gateway";
import { DockerHost } from "../../../components/hosts/docker-host";
import {
  KubernetesCluster,
  type KubernetesClusterArgs,
} from "../../../components/kubernetes/kubernetes-cluster";
import { Workload } from "../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../components/workloads/workload-args";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const SERVICE = "kubernetes:core/v1:Service";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";
const ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
/** How a secret looks on the wire. */
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

const LABELS = { "slipway.workload": "web" };

interface PodSpec {
  containers: Record<string, unknown>[];
  volumes?: unknown[];
  securityContext: unknown;
  topologySpreadConstraints?: unknown[];
}

function make(args: Partial<WorkloadArgs>, cluster: KubernetesClusterArgs = {}, name = "web") {
  const on = new KubernetesCluster("prod", { kubeconfig: "apiVersion: v1\n", ...cluster });
  return new Workload(name, { on, image: "nginx:1.27", ...args });
}

function podOf(type = DEPLOYMENT): PodSpec {
  const { template } = ofType(type)[0]!.inputs["spec"] as { template: { spec: PodSpec } };
  return template.spec;
}

function refusalOf(args: object, cluster: object = {}, name?: string): string {
  return messageOf(() => make(args, cluster, name));
}

describe("Workload on a KubernetesCluster", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("makes a Deployment with these inputs and no others, and nothing that isn't needed", async () => {
    make({});
    await settled();
    const [deployment] = ofType(DEPLOYMENT);
    expect(deployment).toEqual({
      type: DEPLOYMENT,
      name: "web",
      provider: expect.stringContaining("pulumi:providers:kubernetes::prod") as string,
      inputs: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", labels: { ...LABELS, "slipway.stack": "slipway.test" } },
        spec: {
          replicas: 1,
          selector: { matchLabels: LABELS },
          progressDeadlineSeconds: 60,
          strategy: {
            type: "RollingUpdate",
            rollingUpdate: { maxSurge: "100%", maxUnavailable: 0 },
          },
          template: {
            metadata: { labels: LABELS },
            spec: {
              serviceAccountName: "web",
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
              terminationGracePeriodSeconds: 10,
              containers: [
                {
                  name: "main",
                  image: "nginx:1.27",
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: false,
                    capabilities: { drop: ["ALL"] },
                  },
                },
              ],
            },
          },
        },
      },
    });
    expect(ofType(ACCOUNT)[0]!.inputs).toMatchObject({ automountServiceAccountToken: false });
    expect(ofType(POLICY)[0]!.inputs["spec"]).toEqual({
      podSelector: { matchLabels: LABELS },
      policyTypes: ["Ingress"],
      ingress: [],
    });
    for (const type of [SERVICE, CONFIG_MAP, SECRET, CLAIM, BUDGET, STATEFUL_SET])
      expect(ofType(type)).toEqual([]);
  });

  it("maps what a container is told", async () => {
    make({
      replicas: 3,
      command: ["serve"],
      entrypoint: ["/bin/app"],
      workingDir: "/srv",
      user: "1000:100",
      env: { B: "2", A: "1" },
      ports: [
        { name: "http", port: 8080 },
        { port: 53, protocol: "udp" },
      ],
      health: { http: { path: "/healthz" }, intervalSeconds: 2, deadlineSeconds: 40 },
      resources: { cpus: 0.5, memoryMib: 128, reservations: { cpus: 0.1 } },
      capabilities: { add: ["NET_BIND_SERVICE"] },
      stopGraceSeconds: 30,
      rollout: { batch: "25%" },
    });
    await settled();
    const pod = podOf();
    expect(pod.containers[0]).toMatchObject({
      command: ["/bin/app"],
      args: ["serve"],
      workingDir: "/srv",
      env: [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
      ],
      ports: [
        { name: "http", containerPort: 8080, protocol: "TCP" },
        { containerPort: 53, protocol: "UDP" },
      ],
      readinessProbe: {
        httpGet: { path: "/healthz", port: 8080 },
        periodSeconds: 2,
        timeoutSeconds: 3,
        failureThreshold: 3,
      },
      resources: { limits: { cpu: "500m", memory: "128Mi" }, requests: { cpu: "100m" } },
      securityContext: { capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] } },
    });
    expect(pod).toMatchObject({ terminationGracePeriodSeconds: 35 });
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 100,
      fsGroup: 100,
    });
    expect(pod.topologySpreadConstraints).toHaveLength(2);
    expect(ofType(DEPLOYMENT)[0]!.inputs["spec"]).toMatchObject({
      replicas: 3,
      progressDeadlineSeconds: 40,
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
    });
    expect(ofType(BUDGET)[0]!.inputs["spec"]).toMatchObject({ maxUnavailable: 1 });
  });

  it("is found by its name, and lets in its namespace on its ports alone", async () => {
    const workload = make({
      ports: [
        { name: "http", port: 8080 },
        { port: 9000, publish: { port: 9000 } },
      ],
    });
    await settled();
    expect(ofType(SERVICE)[0]).toMatchObject({
      name: "web-service",
      inputs: {
        metadata: { name: "web", labels: LABELS },
        spec: {
          selector: LABELS,
          ports: [
            { name: "http", port: 8080, targetPort: 8080, protocol: "TCP" },
            { name: "port-9000", port: 9000, targetPort: 9000, protocol: "TCP" },
          ],
        },
      },
    });
    const ports = [
      { port: 8080, protocol: "TCP" },
      { port: 9000, protocol: "TCP" },
    ];
    expect(ofType(POLICY)[0]!.inputs["spec"]).toMatchObject({
      ingress: [{ from: [{ podSelector: {} }], ports }, { ports: [ports[1]] }],
    });
    expect(await valueOf(workload.endpoints)).toEqual([
      { address: "web.default.svc", ports: { http: 8080, "9000": 9000 } },
    ]);
    expect(podOf().containers[0]!["ports"]).toContainEqual({
      containerPort: 9000,
      protocol: "TCP",
      hostPort: 9000,
      hostIP: "127.0.0.1",
    });
    // The port of a node can't be had twice.
    expect(ofType(DEPLOYMENT)[0]!.inputs["spec"]).toMatchObject({
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    });
  });

  it("keeps secret variables and files in Secrets, marked as such, and rolls pods when they change", async () => {
    make({
      secretEnv: { PASSWORD: "hunter2" },
      files: [
        { path: "/etc/app.conf", content: "a" },
        { path: "/etc/key.pem", content: "k", secret: true },
      ],
    });
    await settled();
    const [environment, files] = ofType(SECRET);
    for (const [each, data] of [
      [environment, { PASSWORD: "hunter2" }],
      [files, { "file-1": "k" }],
    ] as const) {
      const { inputs } = each!;
      expect(JSON.stringify(inputs["stringData"])).toContain(SECRET_SIGNATURE);
      expect((inputs["stringData"] as { value: unknown }).value).toEqual(data);
      expect(inputs["immutable"]).toBe(true);
      expect(inputs["metadata"]).toEqual({ labels: LABELS });
    }
    expect(ofType(CONFIG_MAP)[0]!.inputs).toMatchObject({
      immutable: true,
      data: { "file-0": "a" },
    });
    const pod = podOf();
    expect(pod.containers[0]).toMatchObject({
      envFrom: [{ secretRef: { name: "web-env-0123456" } }],
      volumeMounts: [
        { name: "files", mountPath: "/etc/app.conf", subPath: "file-0", readOnly: true },
        { name: "secret-files", mountPath: "/etc/key.pem", subPath: "file-1", readOnly: true },
      ],
    });
    expect(pod.volumes).toEqual([
      {
        name: "files",
        configMap: {
          name: "web-files-0123456",
          items: [{ key: "file-0", path: "file-0", mode: 0o644 }],
        },
      },
      {
        name: "secret-files",
        secret: {
          secretName: "web-secret-files-0123456",
          items: [{ key: "file-1", path: "file-1", mode: 0o400 }],
        },
      },
    ]);
  });

  it("becomes a StatefulSet where replicas have volumes of their own", async () => {
    make(
      { replicas: 2, volumes: [{ name: "data", path: "/data" }], ports: [{ port: 5432 }] },
      { volumes: { storageClass: "fast", sizeMib: 2048 } },
    );
    await settled();
    expect(ofType(DEPLOYMENT)).toEqual([]);
    expect(ofType(STATEFUL_SET)[0]!.inputs["spec"]).toMatchObject({
      replicas: 2,
      serviceName: "web",
      podManagementPolicy: "Parallel",
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      volumeClaimTemplates: [
        {
          metadata: { name: "data", labels: LABELS },
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "fast",
            resources: { requests: { storage: "2048Mi" } },
          },
        },
      ],
    });
    expect(podOf(STATEFUL_SET).containers[0]).toMatchObject({
      volumeMounts: [{ name: "data", mountPath: "/data", readOnly: false }],
    });
    expect(podOf(STATEFUL_SET).volumes).toBeUndefined();
    expect(ofType(SERVICE)[0]!.inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
      spec: { clusterIP: "None", publishNotReadyAddresses: true },
    });
  });

  it("deletes the data of exclusive volumes only where that was said", async () => {
    make({ volumes: [{ name: "data", path: "/data" }], keepVolumes: false });
    await settled();
    expect(ofType(STATEFUL_SET)[0]!.inputs["spec"]).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
    });
  });

  it("claims shared volumes, and mounts memory, paths and claims of others", async () => {
    make({
      volumes: [
        { name: "media", path: "/media", access: "shared" },
        { tmpfs: { sizeMib: 64 }, path: "/cache" },
        { hostPath: "/var/log", path: "/logs", readOnly: true },
        { existing: pulumi.output("theirs"), path: "/theirs" },
      ],
    });
    await settled();
    expect(ofType(CLAIM)[0]).toMatchObject({
      name: "web-media",
      inputs: {
        metadata: { name: "web-media" },
        spec: {
          accessModes: ["ReadWriteMany"],
          resources: { requests: { storage: "1024Mi" } },
        },
      },
    });
    expect(podOf().volumes).toEqual([
      { name: "media", persistentVolumeClaim: { claimName: "web-media", readOnly: false } },
      { name: "mount-1", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
      { name: "mount-2", hostPath: { path: "/var/log" } },
      { name: "mount-3", persistentVolumeClaim: { claimName: "theirs", readOnly: false } },
    ]);
  });

  it("runs as root only where that is asked for by number", async () => {
    make({ user: "0" });
    await settled();
    expect(podOf().securityContext).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
  });

  it("leaves the last word to transforms", async () => {
    make({
      ports: [{ port: 80 }],
      transforms: {
        deployment: (args) => ({ ...args, metadata: { name: "other" } }),
        service: (args) => ({ ...args, metadata: { name: "web", annotations: { a: "b" } } }),
      },
    });
    await settled();
    expect(ofType(DEPLOYMENT)[0]!.inputs["metadata"]).toEqual({ name: "other" });
    expect(ofType(SERVICE)[0]!.inputs["metadata"]).toMatchObject({ annotations: { a: "b" } });
  });

  it("refuses what Kubernetes can't do, before anything is made", async () => {
    const message = refusalOf({ init: true, user: "nginx" });
    expect(message).toContain("2 mistakes:");
    expect(message).toContain("user: expected numbers such as 1000:1000");
    expect(message).toContain("init: Kubernetes starts no init");
    expect(refusalOf({}, {}, "Web")).toContain("lower-case letter first");
    const dockers = refusalOf({ networks: ["net"], transforms: { container: () => undefined } });
    expect(dockers).toContain("networks: Kubernetes has no such thing");
    expect(dockers).toContain("transforms.container: Kubernetes has no such thing");
    await settled();
    expect(ofType(DEPLOYMENT)).toEqual([]);
  });
});

describe("Gateway", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("refuses a route to a workload whose network it can't reach", () => {
    const gateway = new Gateway("edge", { on: new DockerHost("local"), networks: ["front"] });
    const to = make({ ports: [{ port: 80 }] });
    expect(() => gateway.route("web", { to })).toThrow(/to: a gateway on a Docker host/);
  });
});

describe("KubernetesCluster", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("keeps its kubeconfig secret, and applies on the server's side", async () => {
    new KubernetesCluster("prod", { kubeconfig: "text\n", context: "a", namespace: "shop" });
    await settled();
    const [provider] = ofType("pulumi:providers:kubernetes");
    expect(provider!.inputs).toMatchObject({
      context: "a",
      namespace: "shop",
      enableConfigMapMutable: "true",
      enableSecretMutable: "true",
      enableServerSideApply: "true",
    });
    expect(JSON.stringify(provider!.inputs["kubeconfig"])).toContain(SECRET_SIGNATURE);
  });

  it("says all mistakes at once", () => {
    expect(refusalOf({}, { kubeconfig: "", namespace: "Shop", volumes: { sizeMib: 0 } })).toMatch(
      /3 mistakes:[\s\S]*kubeconfig: [\s\S]*namespace: [\s\S]*volumes\.sizeMib: /,
    );
  });
});
