import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ComposeApp, type ComposeAppArgs } from "../../../../components/compose/compose-app";
import { KubernetesCluster } from "../../../../components/kubernetes/kubernetes-cluster";
import { mockEngine, ofType, settled } from "../support/mocks";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const folder = mkdtempSync(join(tmpdir(), "slipway-compose-kubernetes-"));
const file = join(folder, "compose.yaml");

function make(content: object, args: Partial<ComposeAppArgs> = {}): ComposeApp {
  writeFileSync(file, stringify(content));
  const on = new KubernetesCluster("prod", { kubeconfig: "apiVersion: v1\n" });
  return new ComposeApp("shop", { on, file, ...args });
}

interface PodSpec {
  containers: Record<string, unknown>[];
  volumes?: object[];
}
interface Controlled {
  spec: { replicas: number; strategy?: object; template: { spec: PodSpec } };
}
const controlled = (type: string, name: string) =>
  ofType(type).find((each) => each.name === name)!.inputs as unknown as Controlled;
const container = (name: string, type = DEPLOYMENT) =>
  controlled(type, name).spec.template.spec.containers[0]!;

describe("ComposeApp on a Kubernetes cluster", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());
  afterAll(() => rmSync(folder, { recursive: true }));

  it("makes a workload of each service, which its own name leads to", async () => {
    const app = make({
      services: {
        web: {
          image: "a:1",
          entrypoint: ["serve"],
          command: ["--port", "80"],
          environment: { A: "1", UNSET: null },
          user: "1000",
          ports: ["127.0.0.1:8080:80"],
          expose: ["90"],
          read_only: true,
          cap_add: ["CAP_NET_BIND_SERVICE"],
          stop_grace_period: "20s",
          healthcheck: { test: "curl -f localhost", interval: "5s", retries: 2 },
          deploy: {
            resources: {
              limits: { cpus: "0.5", memory: "64M" },
              reservations: { memory: "32M" },
            },
          },
        },
      },
    });
    await settled();
    expect(Object.keys(app.nodes.workloads)).toEqual(["web"]);
    expect(container("web")).toMatchObject({
      image: "a:1",
      command: ["serve"],
      args: ["--port", "80"],
      env: [{ name: "A", value: "1" }],
      ports: [{ containerPort: 80, hostPort: 8080, hostIP: "127.0.0.1" }, { containerPort: 90 }],
      readinessProbe: {
        exec: { command: ["/bin/sh", "-c", "curl -f localhost"] },
        periodSeconds: 5,
        timeoutSeconds: 30,
        failureThreshold: 2,
      },
      resources: {
        limits: { cpu: "500m", memory: "64Mi" },
        requests: { memory: "32Mi" },
      },
      securityContext: {
        readOnlyRootFilesystem: true,
        capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
      },
    });
    expect(controlled(DEPLOYMENT, "web").spec).toMatchObject({
      replicas: 1,
      strategy: { rollingUpdate: { maxSurge: 0 } },
    });
    const [service] = ofType("kubernetes:core/v1:Service");
    expect(service!.inputs).toMatchObject({
      metadata: { name: "web" },
      spec: { ports: [{ port: 80 }, { port: 90 }] },
    });
  });

  it("makes a claim for each volume, shared where several write to it, and mounts it", async () => {
    make({
      services: {
        one: { image: "a:1", volumes: ["own:/own", "both:/both:ro"], tmpfs: "/run:size=64m" },
        two: { image: "a:1", volumes: ["both:/data", "there:/there"] },
      },
      volumes: { own: {}, both: {}, there: { external: true } },
    });
    await settled();
    const claims = ofType("kubernetes:core/v1:PersistentVolumeClaim").map(({ inputs }) => {
      const { metadata, spec } = inputs as unknown as {
        metadata: { name: string };
        spec: { accessModes: string[] };
      };
      return [metadata.name, ...spec.accessModes];
    });
    expect(claims).toEqual([
      ["shop-both", "ReadWriteMany"],
      ["shop-own", "ReadWriteOnce"],
    ]);
    expect(controlled(DEPLOYMENT, "one").spec.template.spec.volumes).toMatchObject([
      { persistentVolumeClaim: { claimName: "shop-own" } },
      { persistentVolumeClaim: { claimName: "shop-both", readOnly: true } },
      { emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
    ]);
    expect(controlled(DEPLOYMENT, "two").spec.template.spec.volumes).toMatchObject([
      { persistentVolumeClaim: { claimName: "shop-both" } },
      { persistentVolumeClaim: { claimName: "there" } },
    ]);
  });

  it("puts secrets, and what comes from the program, into Secrets, and configs into ConfigMaps", async () => {
    make(
      {
        services: {
          web: {
            image: "a:1",
            environment: { URL: "db://${KEY}" },
            secrets: ["key"],
            configs: [{ source: "conf", target: "/etc/conf", mode: 0o440 }],
          },
        },
        secrets: { key: { environment: "KEY" } },
        configs: { conf: { content: "a=1" } },
      },
      { variables: { KEY: pulumi.secret("hush") } },
    );
    await settled();
    const plain = JSON.stringify(ofType("kubernetes:core/v1:ConfigMap"));
    expect(plain).toContain("a=1");
    for (const type of [DEPLOYMENT, "kubernetes:core/v1:ConfigMap"])
      expect(JSON.stringify(ofType(type))).not.toContain("hush");
    expect(container("web")).toMatchObject({
      envFrom: [{ secretRef: {} }],
      volumeMounts: [
        { mountPath: "/run/secrets/key", readOnly: true },
        { mountPath: "/etc/conf", readOnly: true },
      ],
    });
    expect(
      ofType("kubernetes:core/v1:Secret")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["web-env", "web-secret-files"]);
  });

  it("makes a Job of what others wait for until it ends", async () => {
    make({
      services: {
        web: {
          image: "a:1",
          depends_on: { migrate: { condition: "service_completed_successfully" } },
        },
        migrate: { image: "a:1", command: ["migrate"], restart: "on-failure" },
      },
    });
    await settled();
    const [job] = ofType("kubernetes:batch/v1:Job");
    expect(job).toMatchObject({
      name: "migrate",
      inputs: { spec: { backoffLimit: 6, template: { spec: { restartPolicy: "OnFailure" } } } },
    });
    expect(ofType(DEPLOYMENT).map(({ name }) => name)).toEqual(["web"]);
  });

  it("refuses what a cluster can't do with file, line and path, all at once", () => {
    const content = {
      services: {
        web_1: {
          build: ".",
          user: "www-data",
          volumes: ["./conf:/etc/conf"],
          ports: ["8080:80"],
          privileged: true,
          depends_on: { db: { condition: "service_healthy" } },
          deploy: { replicas: 2 },
        },
        db: { image: "a:1", tmpfs: "/run:mode=700" },
      },
    };
    const message = (() => {
      try {
        make(content);
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    })();
    for (const part of [
      /compose\.yaml:3.*services\.web_1\.build: can't be done: nodes pull/,
      /services\.web_1: the name leads to the service/,
      /services\.web_1\.user: expected numbers such as 1000:1000 on Kubernetes, got "www-data"/,
      /services\.web_1\.volumes\[0\]\.bind: can't be done: a cluster's nodes don't have/,
      /services\.web_1\.ports\[0\]: only one replica of a node can have the port 8080/,
      /services\.web_1\.privileged: can't be done: a workload on Kubernetes has no such setting/,
      /services\.web_1\.depends_on\.db\.condition: is service_healthy, and "db" has no healthcheck/,
      /services\.db\.tmpfs\[0\]: only a size can be given on Kubernetes, got mode=700/,
    ])
      expect(message).toMatch(part);
    expect(ofType(DEPLOYMENT)).toEqual([]);
  });
});
