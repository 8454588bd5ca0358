import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClusterGroup, type ClusterGroupArgs } from "../../../components/kubernetes/cluster-group";
import { KubernetesCluster } from "../../../components/kubernetes/kubernetes-cluster";
import { Manifests, type ManifestsArgs } from "../../../components/manifests/manifests";
import { Workload } from "../../../components/workloads/workload";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled } from "./support/mocks";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const kubeconfig = "apiVersion: v1\n";

const group = (args: Partial<ClusterGroupArgs> = {}) =>
  new ClusterGroup("prod", {
    clusters: { eu: { kubeconfig, region: "eu" }, us: { kubeconfig, region: "us" } },
    ...args,
  });

const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };

/** Names of the providers of what was registered. */
const providers = (type: string) =>
  ofType(type).map(({ provider }) => /::([^:]+)::[^:]*$/.exec(provider ?? "")?.[1]);

beforeEach(() => mockEngine());
afterEach(() => settled());

describe("ClusterGroup", () => {
  it("must have a workload on each cluster, called the same there", async () => {
    new Workload("web", { on: group(), image: "web:1" });
    await settled();
    expect(ofType(DEPLOYMENT).map(({ name }) => name)).toEqual(["web", "web"]);
    expect(providers(DEPLOYMENT).sort()).toEqual(["eu", "us"]);
  });

  it("must have manifests on those clusters alone that are meant", async () => {
    new Manifests("all", { on: group().where({ region: "us" }), objects: [settings] });
    await settled();
    expect(providers(CONFIG_MAP)).toEqual(["us"]);
  });

  it("must plan waves of what is selected", () => {
    const waves = group({ waves: { canary: { name: "us" } } }).waves;
    expect(waves.map((wave) => wave.map(({ name }) => name))).toEqual([["us"], ["eu"]]);
  });

  it("must refuse waves and selectors that mean nothing, and what is on it that Kubernetes can't do", () => {
    expect(messageOf(() => group({ waves: { batch: 0 } }))).toContain("waves.batch: expected");
    expect(messageOf(() => group().where({ zone: "x" } as object))).toContain("where.zone");
    expect(
      messageOf(() => new Workload("web", { on: group(), image: "web:1", init: true })),
    ).toContain("init: Kubernetes starts no init");
  });
});

describe("Manifests", () => {
  it("must make each object by the class of its kind, in the namespace that is given", async () => {
    const on = new KubernetesCluster("prod", { kubeconfig });
    const widget = { ...settings, apiVersion: "shop.example.com/v1", kind: "Widget" };
    const namespace = { ...settings, kind: "Namespace", metadata: { name: "other" } };
    new Manifests("all", { on, objects: [settings, widget, namespace], namespace: "shop" });
    await settled();
    expect(ofType(CONFIG_MAP)).toMatchObject([
      {
        name: "all-configmap-settings",
        inputs: { metadata: { name: "settings", namespace: "shop" } },
      },
    ]);
    expect(ofType("kubernetes:shop.example.com/v1:Widget")).toHaveLength(1);
    expect(ofType("kubernetes:core/v1:Namespace")[0]!.inputs["metadata"]).toEqual({
      name: "other",
    });
  });

  it("must refuse what isn't a cluster", () => {
    const args = { on: "prod", objects: [settings] } as unknown as ManifestsArgs;
    expect(messageOf(() => new Manifests("all", args))).toBe(
      'on: expected a KubernetesCluster or a ClusterGroup, got "prod"',
    );
  });
});
