import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { Progress } from "../../../toolchain/progress";
import { Checkout } from "../../support/checkout";
import { run, type RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/manifests/program";
const EXAMPLE = "examples/manifests";
// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;

const WIDGETS = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.shop.example.com
spec:
  group: shop.example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [colour]
              properties:
                colour: { type: string, enum: [red, green, blue] }
                size: { type: integer }
`;

const APP = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Secret
metadata: { name: login, namespace: shop }
stringData:
  url: "https://shop:{{ password }}@example.com"
{%- for colour in colours %}
---
apiVersion: shop.example.com/v1
kind: Widget
metadata: { name: "{{ colour }}", namespace: shop }
spec:
  colour: {{ colour }}
  size: {{ limit }}
{%- endfor %}
`;

let cluster: LabCluster;
let checkout: Checkout;
let stack: TestStack;
let example: TestStack;
let wanted: Wanted;
const passwords: string[] = [];
let printed = "";

function write(change: Partial<Wanted>): void {
  wanted = { ...wanted, ...change };
  passwords.push(wanted.password);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

const manifest = (file: string, text: string) =>
  checkout.write(`${PROGRAM}/manifests/${file}`, text);

function kept(result: RunResult): RunResult {
  printed += result.output;
  return result;
}

/** The command, in the folder of the stack's program. */
function slipway(of: TestStack, [word, ...args]: string[]): Promise<RunResult> {
  const all = [checkout.path("toolchain/slipway.cjs"), word!, "--stack", of.name, ...args];
  return run(process.execPath, all, { cwd: of.dir, env: of.env });
}

async function unchanged(of: TestStack): Promise<void> {
  succeeded(await of.up(["--expect-no-changes"]));
}

const field = (what: string, path: string, ...more: string[]) =>
  cluster.kubectl("get", what, ...more, "-o", `jsonpath={${path}}`);

beforeAll(async () => {
  cluster = await LabCluster.start("manifests", { progress: new Progress() });
  checkout = new Checkout();
  // The example names the official plugin's package alone, as users do.
  checkout.edit(
    `${EXAMPLE}/Pulumi.yaml`,
    (text) => `${text}    - name: kubernetes\n      path: ../../lab/kubernetes-plugin/bin\n`,
  );
  stack = new TestStack(checkout.path(PROGRAM), "test", { KUBECONFIG: undefined });
  example = new TestStack(checkout.path(EXAMPLE), "dev", { KUBECONFIG: cluster.kubeconfigFile });
  manifest("10-widgets.yaml", WIDGETS);
  manifest("20-app.yaml", APP);
  write({
    kubeconfigFile: cluster.kubeconfigFile,
    password: "hunter2-of-the-shop",
    colours: ["red", "green"],
    limit: 3,
  });
  await Promise.all([stack.init(), example.init()]);
}, BUILD_SECONDS * 1000);

afterAll(async () => {
  await cluster?.remove();
  stack?.removeState();
  example?.removeState();
  checkout?.remove();
});

describe("the example", () => {
  it("must be nginx with its ConfigMap and Service, from the template", async () => {
    const { output } = kept(succeeded(await example.up()));
    expect(output).toContain("kubernetes:apps/v1:Deployment");
    expect(field("deployment/nginx", ".status.availableReplicas")).toBe("3");
    expect(field("service/nginx", ".spec.ports[0].targetPort")).toBe("http");
    expect(field("configmap/nginx", ".data.default\\.conf")).toBe(
      [
        "server {",
        "  listen 8080;",
        "  add_header X-Robots-Tag noindex;",
        `  location / { return 200 "hello from dev\\n"; }`,
        `  location /healthz { return 200 "ok\\n"; }`,
        "}\n",
      ].join("\n"),
    );
    await unchanged(example);
  });

  it("must show in a preview what other data changes, and roll the pods", async () => {
    checkout.edit(`${EXAMPLE}/environments.ts`, (text) =>
      text.replace("hello from dev", "good day").replace("replicas: 3", "replicas: 4"),
    );
    const preview = succeeded(await example.preview(["--diff"])).output;
    expect(preview).toMatch(/replicas\s*: 3 => 4/);
    expect(preview).toContain("good day");
    succeeded(await example.up());
    expect(field("deployment/nginx", ".status.updatedReplicas")).toBe("4");
    await unchanged(example);
    succeeded(await example.destroy());
    expect(field("deployment", ".items[*].metadata.name")).toBe("");
  });

  it("must be rendered as files that kubectl applies unchanged", async () => {
    const rendered = checkout.path("rendered");
    const { stdout } = succeeded(await slipway(example, ["render", "--out", rendered]));
    expect(stdout).toBe(`3 objects in ${rendered}\n`);
    cluster.kubectl("apply", "-f", rendered);
    cluster.kubectl("rollout", "status", "deployment/nginx", "--timeout=60s");
    expect(field("deployment/nginx", ".status.availableReplicas")).toBe("4");
    cluster.kubectl("delete", "-f", rendered);
  });
});

describe("manifests", () => {
  it("must make each object in order, kinds and namespaces of their own included", async () => {
    kept(succeeded(await stack.up()));
    expect(field("widgets", ".items[*].metadata.name", "-n", "shop")).toBe("green red");
    expect(field("widget/red", ".spec.size", "-n", "shop")).toBe("3");
    expect(field("configmap/inline", ".data.colours", "-n", "shop")).toBe("red,green");
    const url = Buffer.from(field("secret/login", ".data.url", "-n", "shop"), "base64");
    expect(url.toString()).toBe(`https://shop:${wanted.password}@example.com`);
    const types = (await stack.resources()).map(({ type }) => type);
    expect(types).toContain("kubernetes:shop.example.com/v1:Widget");
    expect(types.filter((type) => type.startsWith("kubernetes:core/v1:"))).toHaveLength(3);
    await unchanged(stack);
  });

  it("must not be rendered with secrets in files", async () => {
    const rendered = checkout.path("rendered-shop");
    const refused = kept(await slipway(stack, ["render", "--out", rendered]));
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(/secrets are written into no file.*\n {2}- Secret login: /);
    const args = ["render", "--out", rendered, "--without-secrets"];
    const { stdout, stderr } = kept(succeeded(await slipway(stack, args)));
    expect(stdout).toBe(`5 objects in ${rendered}\n`);
    expect(stderr).toContain("left out: Secret login");
  });

  it("must change, make and delete what the values say, in place", async () => {
    const before = field("widget/red", ".metadata.uid", "-n", "shop");
    const config = field("configmap/inline", ".metadata.uid", "-n", "shop");
    write({ colours: ["red", "blue"], limit: 5, password: "hunter2-another-one" });
    const preview = kept(succeeded(await stack.preview(["--diff"]))).output;
    expect(preview).toMatch(/size: 3 => 5/);
    kept(succeeded(await stack.up()));
    expect(field("widgets", ".items[*].metadata.name", "-n", "shop")).toBe("blue red");
    expect(field("widget/red", ".metadata.uid", "-n", "shop")).toBe(before);
    expect(field("configmap/inline", ".metadata.uid", "-n", "shop")).toBe(config);
    expect(field("configmap/inline", ".data.colours", "-n", "shop")).toBe("red,blue");
    await unchanged(stack);
  });

  it("must name every mistake with file, line and path, at once and before anything is changed", async () => {
    manifest("20-app.yaml", APP.replace("size: {{ limit }}", "sise: {{ limit }}"));
    manifest(
      "30-bad.yaml",
      [
        "apiVersion: apps/v1", // 1
        "kind: Deployment",
        "metadata: { name: bad, namespace: shop }",
        "spec:", // 4
        '  replicas: "3"',
        "  selector: { matchLabels: { app: bad } }",
        "  template:", // 7
        "    metadata: { labels: { app: bad } }",
        "    spec:",
        "      containers:", // 10
        "        - image: nginx:1",
        "          imagePullPolcy: Always",
        "---",
        "apiVersion: v1", // 14
        "kind: Service",
        "metadata: { labels: { app: bad } }",
        "---",
        "apiVersion: v1", // 18
        "kind: ConfigMap",
        "metadata: { name: inline, namespace: shop }",
        "---",
        "apiVersion: app/v1", // 22
        "kind: Deployment",
        "metadata: { name: other }",
      ].join("\n"),
    );
    manifest("40-missing.yaml", "a: 1\nb: {{ pasword }}\n");
    manifest("50-broken.yaml", 'a: 1\nb: "x\n');
    for (const attempt of [await stack.preview(), await stack.up()]) {
      const { code, output } = kept(attempt);
      expect(code).not.toBe(0);
      for (const sentence of [
        'manifests/20-app.yaml:17: spec.sise: isn\'t known; did you mean "size"?',
        'manifests/30-bad.yaml:5: spec.replicas: expected a whole number, got "3"',
        "manifests/30-bad.yaml:11: spec.template.spec.containers[0].name: is missing",
        'manifests/30-bad.yaml:12: spec.template.spec.containers[0].imagePullPolcy: isn\'t known; did you mean "imagePullPolicy"?',
        "manifests/30-bad.yaml:16: metadata.name: is missing: expected a text, of this Service",
        'objects[0]: metadata.name: there is a ConfigMap "inline" in namespace shop already, at manifests/30-bad.yaml:18',
        'manifests/30-bad.yaml:22: apiVersion: the cluster has no app/v1; did you mean "apps/v1"?',
        'manifests/40-missing.yaml:2: "pasword" has no value; did you mean "password"?',
        "manifests/50-broken.yaml:2: isn't valid YAML: missing closing \"quote",
      ])
        expect(output).toContain(sentence);
      expect(output.split("isn't valid YAML")).toHaveLength(2);
      expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    }
    expect(field("widget/red", ".spec.size", "-n", "shop")).toBe("5");
    expect(field("deployment", ".items[*].metadata.name", "-n", "shop")).toBe("");
    manifest("20-app.yaml", APP);
    for (const file of ["30-bad.yaml", "40-missing.yaml", "50-broken.yaml"]) manifest(file, "");
    await unchanged(stack);
  });

  it("must warn where the cluster can't be asked, and fail in a sentence for each object", async () => {
    write({ limit: 6 });
    await cluster.stopApiServer();
    try {
      const { code, output } = kept(await stack.up());
      expect(code).not.toBe(0);
      expect(output).toMatch(/not checked before it is applied: the cluster's API server https:/);
      expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    } finally {
      await cluster.startApiServer();
    }
    kept(succeeded(await stack.up()));
    expect(field("widget/red", ".spec.size", "-n", "shop")).toBe("6");
    await unchanged(stack);
  });

  it("must see drift in a refresh, and put it right", async () => {
    cluster.kubectl("delete", "widget/blue", "-n", "shop");
    kept(succeeded(await stack.refresh()));
    kept(succeeded(await stack.up()));
    expect(field("widget/blue", ".spec.size", "-n", "shop")).toBe("6");
  });

  it("must show a secret nowhere", () => {
    for (const text of [printed, stack.stateOnDisk()])
      for (const password of passwords) expect(text).not.toContain(password);
  });

  it("must leave nothing behind when destroyed", async () => {
    succeeded(await stack.destroy());
    expect(field("crd", ".items[*].metadata.name")).toBe("");
    expect(field("namespaces", ".items[*].metadata.name")).not.toContain("shop");
  });
});
