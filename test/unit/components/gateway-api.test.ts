import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Gateway, type GatewayArgs } from "../../../components/gateway/gateway";
import { DockerHost } from "../../../components/hosts/docker-host";
import { KubernetesCluster } from "../../../components/kubernetes/kubernetes-cluster";
import { Workload } from "../../../components/workloads/workload";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, registered, settled } from "./support/mocks";

const GATEWAY = "kubernetes:gateway.networking.k8s.io/v1:Gateway";
const ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

const clusterOf = () => new KubernetesCluster("prod", { kubeconfig: "apiVersion: v1\n" });
const web = (on: KubernetesCluster) =>
  new Workload("web", { on, image: "nginx:1.27", ports: [{ name: "http", port: 8080 }] });
const specs = (type: string) =>
  Object.fromEntries(ofType(type).map(({ name, inputs }) => [name, inputs["spec"]]));

function edge(cluster: KubernetesCluster, args: Partial<GatewayArgs> = {}): Gateway {
  return new Gateway("edge", { on: cluster, gatewayClass: "envoy", ...args });
}

beforeEach(() => mockEngine());
afterEach(() => settled());

describe("a gateway by the Gateway API", () => {
  it("is a Gateway, and an HTTPRoute for each route, and opens the workload's port", async () => {
    const cluster = clusterOf();
    const gateway = edge(cluster, { controllerNamespace: "envoy-system" });
    gateway.route("web", { to: web(cluster), host: "example.com", path: "/api" });
    await settled();
    expect(ofType(GATEWAY)).toMatchObject([
      {
        name: "edge",
        inputs: {
          metadata: { name: "edge", annotations: { "pulumi.com/waitFor": "condition=Programmed" } },
          spec: {
            gatewayClassName: "envoy",
            listeners: [{ name: "http", protocol: "HTTP", port: 80 }],
          },
        },
      },
    ]);
    expect(specs(ROUTE)).toEqual({
      "edge-web": {
        parentRefs: [{ name: "edge", sectionName: "http" }],
        hostnames: ["example.com"],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/api" } }],
            backendRefs: [{ name: "web", port: 8080 }],
          },
        ],
      },
    });
    expect(ofType("kubernetes:networking.k8s.io/v1:Ingress")).toEqual([]);
    expect(specs(POLICY)["edge-web-network-policy"]).toMatchObject({
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "envoy-system" } },
            },
          ],
        },
      ],
    });
  });

  it("has the certificates of all its routes, and redirects to HTTPS", async () => {
    const cluster = clusterOf();
    const to = web(cluster);
    const gateway = edge(cluster);
    const host = "example.com";
    gateway.route("shop", { to, host, tlsSecret: "cert", stripPrefix: true, path: "/shop" });
    gateway.route("rest", { to, host: pulumi.output("b.example.com"), tlsSecret: "other" });
    await settled();
    const listeners = (specs(GATEWAY)["edge"] as { listeners: { name: string }[] }).listeners;
    expect(listeners.map(({ name }) => name)).toEqual([
      "http",
      "https-example.com",
      "https-b.example.com",
    ]);
    const routes = specs(ROUTE);
    expect(routes["edge-shop"]).toMatchObject({
      parentRefs: [{ name: "edge", sectionName: "https-example.com" }],
      rules: [
        {
          filters: [
            {
              type: "URLRewrite",
              urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
            },
          ],
        },
      ],
    });
    expect(routes["edge-shop-redirect"]).toEqual({
      parentRefs: [{ name: "edge", sectionName: "http" }],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/shop" } }],
          filters: [
            { type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } },
          ],
        },
      ],
    });
    expect(routes["edge-rest"]).toMatchObject({
      parentRefs: [{ sectionName: "https-b.example.com" }],
    });
  });

  it("refuses a certificate that comes when the gateway has its own already", async () => {
    const cluster = clusterOf();
    const to = web(cluster);
    const gateway = edge(cluster);
    gateway.route("first", { to });
    await settled();
    expect(
      messageOf(() => gateway.route("late", { to, path: "/late", tlsSecret: "cert" })),
    ).toMatch(/^tlsSecret: comes too late/);
  });

  it("says all that is wrong", () => {
    const cluster = clusterOf();
    const both = messageOf(() => edge(cluster, { ingressClass: "nginx", port: 80 }));
    expect(both).toContain("2 mistakes:");
    expect(both).toContain("ingressClass: is for Ingresses, and gatewayClass for the Gateway API");
    expect(messageOf(() => edge(cluster, { gatewayClass: "" }))).toContain(
      'gatewayClass: expected the name of a GatewayClass, got ""',
    );
    const later = pulumi.output("envoy") as unknown as string;
    expect(messageOf(() => edge(cluster, { gatewayClass: later }))).toContain(
      "gatewayClass: expected a plain text, got an output",
    );
    const on = new DockerHost("local");
    expect(
      messageOf(() => new Gateway("local", { on, networks: ["a"], gatewayClass: "envoy" })),
    ).toContain("gatewayClass: is for a gateway on a Kubernetes cluster");
    const local = new Gateway("plain", { on, networks: ["a"] });
    const to = new Workload("local", { on, image: "nginx:1.27", ports: [{ port: 80 }] });
    expect(messageOf(() => local.route("web", { to, tlsSecret: "cert" }))).toContain(
      "tlsSecret: leave it out on a Docker host",
    );
    const gateway = edge(cluster);
    expect(messageOf(() => gateway.route("none", { to: undefined as unknown as Workload }))).toBe(
      "to: expected a Workload, got nothing",
    );
    const wrong = messageOf(() =>
      gateway.route("a", { to: web(cluster), drainSeconds: 1, upTo: 3, health: { path: "/" } }),
    );
    expect(wrong).toContain("3 mistakes:");
    expect(wrong).toContain("upTo: leave it out on a cluster: its controller finds all pods");
  });

  it("is refused in a sentence where the cluster hasn't the Gateway API, and nothing is made", async () => {
    const unchecked = [
      {
        object: 0,
        keys: ["apiVersion"],
        problem: "none",
      },
    ];
    await mockEngine({
      answers: { "slipway:kubernetes:checkObjects": { mistakes: [], unchecked } },
    });
    const refused = new Promise<Error>((resolve) => process.once("unhandledRejection", resolve));
    edge(clusterOf());
    expect((await refused).message).toBe(
      "gatewayClass: the cluster has no Gateway API (gateway.networking.k8s.io/v1): install it there, with a controller for it, or leave gatewayClass out, for Ingresses",
    );
    expect(registered.filter(({ type }) => type === GATEWAY)).toEqual([]);
  });
});
