import { describe, expect, it } from "vitest";
import { clustersInState } from "../../../../../cli/fleet/kubernetes/clusters-in-state";
import { controllersInState } from "../../../../../cli/fleet/kubernetes/controllers-in-state";
import { cluster, controller, decrypted, encrypted } from "../state";

describe("clustersInState", () => {
  it("must take clusters in the order of their names, with the traits that their group gives them", () => {
    const traits = { name: "eu-2", roles: ["canary"], labels: {}, region: "eu" };
    const found = clustersInState([
      ...cluster("eu-10"),
      ...cluster("eu-2", { group: [traits], inputs: { context: "admin" } }),
    ]);
    expect(found).toMatchObject([
      { name: "eu-2", traits, kubeconfig: "/kubeconfigs/eu-2", context: "admin" },
      { name: "eu-10", traits: { name: "eu-10", roles: [], labels: {} }, context: undefined },
    ]);
  });

  it("must say where the way is a secret that isn't known, and take it where it is", () => {
    const kubeconfig = (value: unknown) =>
      clustersInState(cluster("eu", { inputs: { kubeconfig: value } }))[0];
    expect(kubeconfig(encrypted)).toMatchObject({ encrypted: true, kubeconfig: undefined });
    expect(kubeconfig(decrypted("kind: Config\n"))).toMatchObject({
      encrypted: false,
      kubeconfig: "kind: Config\n",
    });
    expect(kubeconfig({ kind: "Config" })).toMatchObject({ kubeconfig: '{"kind":"Config"}' });
  });

  it("must take a provider by itself, but not one that writes files", () => {
    const [, provider] = cluster("eu");
    expect(clustersInState([provider!])).toMatchObject([{ name: "eu" }]);
    const inputs = { renderYamlToDirectory: "out" };
    expect(clustersInState([{ ...provider!, inputs }])).toEqual([]);
  });
});

describe("controllersInState", () => {
  it("must know where the API has it, its pods and their images", () => {
    expect(controllersInState([controller("web", "eu")])).toEqual([
      {
        workload: "web",
        provider:
          "urn:pulumi:prod::shop::slipway:kubernetes:KubernetesCluster$pulumi:providers:kubernetes::eu",
        kind: "Deployment",
        namespace: "shop",
        name: "web",
        path: "/apis/apps/v1/namespaces/shop/deployments/web",
        uid: "uid-1",
        replicas: 3,
        images: { main: "nginx:1" },
      },
    ]);
  });

  it("must take a pod by itself, and nothing that has no pods, or is gone or secret", () => {
    const containers = [{ name: "main", image: "nginx:1" }];
    const pod = controller("one", "eu", {
      type: "kubernetes:core/v1:Pod",
      inputs: { spec: { containers } },
    });
    expect(controllersInState([pod])).toMatchObject([
      {
        path: "/api/v1/namespaces/shop/pods/one",
        replicas: undefined,
        images: { main: "nginx:1" },
      },
    ]);
    expect(
      controllersInState([
        controller("service", "eu", { type: "kubernetes:core/v1:Service" }),
        controller("old", "eu", { delete: true }),
      ]),
    ).toEqual([]);
    const secret = controller("web", "eu", { inputs: { spec: encrypted }, outputs: {} });
    expect(controllersInState([secret])).toMatchObject([{ images: {}, replicas: undefined }]);
  });
});
