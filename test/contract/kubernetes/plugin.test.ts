import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import type { Props } from "../../../plugins/runtime/resource";
import { secret, UNKNOWN } from "../../support/provider-harness";
import { KubernetesStack } from "./kubernetes-stack";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const NAMESPACE = "kubernetes:core/v1:Namespace";

// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;

vi.setConfig({ testTimeout: 90_000 });

let cluster: LabCluster;
let stack: KubernetesStack;

beforeAll(async () => {
  cluster = await LabCluster.start("plugin");
  stack = await KubernetesStack.start(cluster);
}, BUILD_SECONDS * 1000);
afterAll(async () => {
  await stack?.plugin.stop();
  await cluster?.remove();
});

function deployment(container: Props = {}, spec: Props = {}, metadata: Props = {}): Props {
  return {
    metadata,
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "web", image: "web:1", ...container }] },
      },
      ...spec,
    },
  };
}

/** As {@link deployment}, with labels of its own: pods of the others are not to be taken for its. */
function labelled(app: string, container: Props = {}, spec: Props = {}): Props {
  return deployment(container, {
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: { containers: [{ name: "web", image: "web:1", ...container }] },
    },
    ...spec,
  });
}

const field = (kind: string, name: string, path: string) =>
  cluster.kubectl("get", kind, name, "-o", `jsonpath={${path}}`);

describe("the stand-in kubernetes plugin", () => {
  it("must make, change and delete a Deployment under a name made up, and wait for its pods", async () => {
    const made = await stack.create(DEPLOYMENT, "web", deployment());
    expect(made.notReady).toBeUndefined();
    expect(made.id).toMatch(/^default\/web-[0-9a-f]{7}$/);
    const name = made.id.split("/")[1]!;
    expect(field("deployment", name, ".status.readyReplicas")).toBe("2");
    expect(made.state["status"]).toMatchObject({ readyReplicas: 2 });

    expect((await stack.diff(made, deployment())).changes).toBe("none");
    const wanted = deployment({ image: "web:2" }, { replicas: 3 });
    expect(Object.keys((await stack.diff(made, wanted)).detailed).sort()).toEqual([
      "spec.replicas",
      "spec.template.spec.containers[0].image",
    ]);
    const changed = await stack.update(made, wanted);
    expect(field("deployment", name, ".status.updatedReplicas")).toBe("3");
    await stack.delete(changed);
    expect(cluster.kubectl("get", "deployment,rs,pod", "-l", "app=web", "-o", "name")).toBe("");
    await stack.delete(changed);
  });

  it("must preview as the server itself sees it, and write nothing", async () => {
    const inputs = await stack.check(DEPLOYMENT, "seen", labelled("seen"));
    const { state } = await stack.plugin.previewCreate(DEPLOYMENT, inputs, { name: "seen" });
    expect(state["spec"]).toMatchObject({ progressDeadlineSeconds: 600 });
    expect(state["status"]).toBe(UNKNOWN);
    expect(cluster.kubectl("get", "deployment", "-l", "app=seen", "-o", "name")).toBe("");
  });

  it("must preview what goes into a namespace that isn't there yet", async () => {
    const metadata = { namespace: "later" };
    const inputs = await stack.check(CONFIG_MAP, "x", { metadata, data: { a: "b" } });
    const { state } = await stack.plugin.previewCreate(CONFIG_MAP, inputs, { name: "x" });
    expect(state["data"]).toEqual({ a: "b" });
  });

  it("must refuse what the API doesn't know, with its path", async () => {
    const inputs = await stack.check(DEPLOYMENT, "bad", labelled("bad", { imagePullPolice: "No" }));
    await expect(stack.plugin.previewCreate(DEPLOYMENT, inputs)).rejects.toThrow(
      /Deployment default\/bad-.*spec\.template\.spec\.containers\[.*imagePullPolice/,
    );
  });

  it("must name who else has changed a field, and see the drift", async () => {
    const metadata = { name: "shared" };
    const made = await stack.create(DEPLOYMENT, "shared", {
      ...labelled("shared"),
      metadata,
    });
    cluster.kubectl("scale", "deployment/shared", "--replicas=4");
    const drifted = await stack.refresh(made);
    expect(drifted?.inputs["spec"]).toMatchObject({ replicas: 4 });
    await expect(
      stack.update(drifted!, { ...labelled("shared", {}, { replicas: 1 }), metadata }),
    ).rejects.toThrow(/Deployment default\/shared: .*conflict.*\.spec\.replicas.*"kubectl"/);
    const forced = { name: "shared", annotations: { "pulumi.com/patchForce": "true" } };
    const taken = await stack.update(drifted!, {
      ...labelled("shared", {}, { replicas: 1 }),
      metadata: forced,
    });
    expect(field("deployment", "shared", ".spec.replicas")).toBe("1");
    await stack.delete(taken);
    expect(await stack.refresh(taken)).toBeUndefined();
  });

  it("must not take over what is there already", async () => {
    cluster.kubectl("create", "configmap", "mine", "--from-literal=a=b");
    const inputs = { metadata: { name: "mine" }, data: { a: "c" } };
    await expect(stack.create(CONFIG_MAP, "mine", inputs)).rejects.toThrow(
      "ConfigMap default/mine already exists; import it",
    );
    const imported = await stack.plugin.read(CONFIG_MAP, "default/mine");
    expect(imported?.inputs).toMatchObject({ data: { a: "b" }, metadata: { name: "mine" } });
  });

  it("must keep a Secret's data secret", async () => {
    const type = "kubernetes:core/v1:Secret";
    const stringData = { password: "hunter2-long-enough" };
    const made = await stack.create(type, "login", { stringData });
    expect(made.inputs["stringData"]).toEqual(secret(stringData));
    const data = { password: Buffer.from("hunter2-long-enough").toString("base64") };
    expect(made.state["data"]).toEqual(secret(data));
    await stack.delete(made);
  });

  it("must keep what isn't ready, and say that an image can't be pulled", async () => {
    const inputs = labelled("pull", { image: "absent.invalid/web:2" }, { replicas: 1 });
    const made = await stack.create(DEPLOYMENT, "pull", inputs, 3);
    expect(made.notReady?.join("\n")).toMatch(
      /0 of 1 replicas ready[\s\S]*image absent\.invalid\/web:2 can't be pulled \(ImagePullBackOff\): .*no such host/,
    );
    const mended = await stack.update(made, labelled("pull", {}, { replicas: 1 }));
    expect(mended.notReady).toBeUndefined();
    await stack.delete(mended);
  });

  it("must not take the failure of the change before for its own when that is taken back", async () => {
    const wanted = (image: string) =>
      labelled("back", { image }, { replicas: 1, progressDeadlineSeconds: 2 });
    const made = await stack.create(DEPLOYMENT, "back", wanted("web:1"));
    const failed = await stack.update(made, wanted("absent.invalid/web:2"));
    expect(failed.notReady?.join("\n")).toContain("has timed out progressing");
    const back = await stack.update(failed, wanted("web:1"));
    expect(back.notReady).toBeUndefined();
    await stack.delete(back);
  });

  it("must show the end of the log of what crashes", async () => {
    const inputs = labelled("crash", { command: ["false"] }, { replicas: 1 });
    const made = await stack.create(DEPLOYMENT, "crash", inputs, 3);
    expect(made.notReady?.join("\n")).toMatch(
      /it crashes, 3 restarts so far, last with exit code 1; the end of its log:\n[\s\S]*could not open \/data\/db/,
    );
    await stack.delete(made);
  });

  it("must say why a pod can't be scheduled", async () => {
    const resources = { requests: { cpu: "100" } };
    const made = await stack.create(DEPLOYMENT, "huge", labelled("huge", { resources }), 3);
    expect(made.notReady?.join("\n")).toMatch(/can't be scheduled: .*Insufficient cpu/);
    await stack.delete(made);
  });

  it("must say that a probe doesn't succeed", async () => {
    const readinessProbe = { exec: { command: ["false"] } };
    const made = await stack.create(DEPLOYMENT, "deaf", labelled("deaf", { readinessProbe }), 3);
    expect(made.notReady?.join("\n")).toContain("its readiness probe does not succeed");
    await stack.delete(made);
  });

  it("must say which quota is full", async () => {
    const namespace = await stack.create(NAMESPACE, "small", { metadata: { name: "small" } });
    cluster.kubectl("create", "quota", "none", "--hard=pods=0", "-n", "small");
    const inputs = { ...labelled("quota"), metadata: { namespace: "small" } };
    const made = await stack.create(DEPLOYMENT, "quota", inputs, 3);
    expect(made.notReady?.join("\n")).toMatch(/exceeded quota: none/);
    await stack.delete(made);
    await stack.delete(namespace);
    expect(cluster.kubectl("get", "ns", "-o", "name")).not.toContain("small");
  });

  it("must wait for Jobs, StatefulSets, DaemonSets, Services and claims", async () => {
    const pod = (app: string, more: Props = {}) => ({
      metadata: { labels: { app } },
      spec: { containers: [{ name: "c", image: "c:1" }], ...more },
    });
    const selector = (app: string) => ({ selector: { matchLabels: { app } } });
    const all = await Promise.all([
      stack.create("kubernetes:batch/v1:Job", "job", {
        spec: { template: pod("job", { restartPolicy: "Never" }) },
      }),
      stack.create("kubernetes:apps/v1:StatefulSet", "set", {
        spec: { ...selector("set"), replicas: 2, serviceName: "set", template: pod("set") },
      }),
      stack.create("kubernetes:apps/v1:DaemonSet", "daemon", {
        spec: { ...selector("daemon"), template: pod("daemon") },
      }),
      stack.create("kubernetes:core/v1:Service", "service", {
        spec: { selector: { app: "set" }, ports: [{ port: 80 }] },
      }),
      stack.create("kubernetes:core/v1:PersistentVolumeClaim", "claim", {
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      }),
    ]);
    for (const each of all) expect(each.notReady).toBeUndefined();
    const [job, set, daemon] = all;
    expect(job.state["status"]).toMatchObject({ succeeded: 1 });
    expect(set.state["status"]).toMatchObject({ readyReplicas: 2 });
    expect(daemon.state["status"]).toMatchObject({ numberAvailable: 3 });
    for (const each of all) await stack.delete(each);
  });

  it("must say what a Service, an Ingress and a claim wait for", async () => {
    const service = await stack.create(
      "kubernetes:core/v1:Service",
      "lonely",
      { spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] } },
      2,
    );
    expect(service.notReady?.[0]).toMatch(/no ready pod is behind it/);
    const door = (name: string) =>
      stack.create(
        "kubernetes:networking.k8s.io/v1:Ingress",
        "door",
        { spec: { defaultBackend: { service: { name, port: { number: 80 } } } } },
        2,
      );
    const astray = await door("nowhere");
    expect(astray.notReady?.[0]).toMatch(/there is no Service nowhere that it leads to/);
    const ingress = await door(service.id.split("/")[1]!);
    expect(ingress.notReady?.[0]).toMatch(/no ingress controller has taken it up/);
    const claim = await stack.create(
      "kubernetes:core/v1:PersistentVolumeClaim",
      "big",
      {
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "",
          resources: { requests: { storage: "1Ti" } },
        },
      },
      2,
    );
    expect(claim.notReady?.[0]).toMatch(/it is Pending/);
    expect(claim.notReady?.join("\n")).toMatch(/FailedBinding: no persistent volumes available/);
    for (const each of [service, astray, ingress, claim]) await stack.delete(each);
  });

  it("must take definitions of kinds and objects of them", async () => {
    const definition = await stack.create(
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
      "widgets",
      {
        metadata: { name: "widgets.example.com" },
        spec: {
          group: "example.com",
          scope: "Namespaced",
          names: { plural: "widgets", singular: "widget", kind: "Widget" },
          versions: [
            {
              name: "v1",
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: "object",
                  properties: {
                    spec: { type: "object", properties: { size: { type: "integer" } } },
                  },
                },
              },
            },
          ],
        },
      },
    );
    expect(definition.notReady).toBeUndefined();
    const widget = await stack.create("kubernetes:example.com/v1:Widget", "w", {
      spec: { size: 3 },
    });
    expect(widget.id).toMatch(/^default\/w-/);
    await stack.delete(widget);
    await stack.delete(definition);
  });

  it("must preview without the cluster, fail an update in a sentence, and converge afterwards", async () => {
    const inputs = await stack.check(CONFIG_MAP, "later", { data: { a: "b" } });
    await cluster.stopApiServer();
    try {
      const { state } = await stack.plugin.previewCreate(CONFIG_MAP, inputs);
      expect(state["data"]).toEqual({ a: "b" });
      await expect(stack.plugin.create(CONFIG_MAP, inputs)).rejects.toThrow(
        /the cluster's API server https:\/\/127\.0\.0\.1:\d+ does not answer/,
      );
    } finally {
      await cluster.startApiServer();
    }
    const made = await stack.plugin.create(CONFIG_MAP, inputs);
    expect(made.notReady).toBeUndefined();
  });

  it("must refuse settings that it doesn't have", async () => {
    const { failures } = await stack.plugin.checkConfig({ kubeconfig: "nonsense", cluster: "x" });
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("this stand-in doesn't have it"),
      expect.stringContaining("expected a kubeconfig"),
    ]);
  });
});
