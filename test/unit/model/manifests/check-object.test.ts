import { describe, expect, it } from "vitest";
import { checkObject } from "../../../../model/manifests/check-object";
import { customKindsOf } from "../../../../model/manifests/custom-kinds";
import { isBuiltIn, sdkModuleOf } from "../../../../model/manifests/kubernetes-groups";
import { kindsOf, type OpenApiDocument, type Schema } from "../../../../model/manifests/openapi";

/** As the API server publishes it. */
const document: OpenApiDocument = {
  components: {
    schemas: {
      Thing: {
        type: "object",
        properties: {
          spec: { allOf: [{ $ref: "#/components/schemas/Spec" }] },
          metadata: { type: "object" },
        },
        "x-kubernetes-group-version-kind": [{ group: "apps", version: "v1", kind: "Thing" }],
      },
      Spec: {
        type: "object",
        required: ["name", "selector", "list"],
        properties: {
          name: { type: "string" },
          replicas: { type: "integer" },
          port: { $ref: "#/components/schemas/IntOrString" },
          policy: { type: "string", enum: ["Always", "Never"] },
          labels: { type: "object", additionalProperties: { type: "string" } },
          selector: { type: "object", properties: { app: { type: "string" } } },
          list: { type: "array", items: { allOf: [{ $ref: "#/components/schemas/Item" }] } },
          free: { type: "object" },
        },
      },
      Item: { type: "object", properties: { on: { type: "boolean" } } },
      IntOrString: { oneOf: [{ type: "integer" }, { type: "string" }] },
    },
  },
};

function check(spec: unknown, options: { discreet?: boolean; custom?: boolean } = {}) {
  const schema = kindsOf(document, "apps/v1").get("Thing")!;
  const whole = { discreet: false, custom: false, ...options };
  return checkObject({ spec }, { document, schema, ...whole }).map(
    ({ keys, problem }) => `${keys.join(".")}: ${problem}`,
  );
}

describe("an object", () => {
  const sound = { name: "a", list: [] };

  it("must pass where all is as its kind says", () => {
    const spec = {
      ...sound,
      replicas: 3,
      port: "http",
      policy: "Never",
      labels: { a: "b" },
      selector: { app: "x" },
      free: { anything: [1, { goes: true }] },
    };
    expect(check(spec)).toEqual([]);
    expect(check({ ...sound, port: 80, replicas: null })).toEqual([]);
  });

  it("must name every field that isn't known, has another type or is missing", () => {
    expect(
      check({
        replica: 1,
        replicas: "3",
        port: true,
        policy: "always",
        labels: { a: 5 },
        selector: { ap: "x", other: 1 },
        list: [{ on: "yes" }, null, 7],
      }),
    ).toEqual([
      'spec.replica: isn\'t known; did you mean "replicas"?',
      'spec.replicas: expected a whole number, got "3"',
      "spec.port: expected a whole number or a text, got true; put it in quotes",
      'spec.policy: expected one of Always, Never, got "always"; did you mean "Always"?',
      "spec.labels.a: expected a text, got 5; put it in quotes",
      'spec.selector.ap: isn\'t known; did you mean "app"?',
      "spec.selector.other: isn't known; there are app",
      'spec.list.0.on: expected true or false, got "yes"',
      "spec.list.1: expected a value, got nothing",
      "spec.list.2: expected an object, got 7",
      "spec.name: is missing",
    ]);
  });

  it("must need objects only of kinds that are installed", () => {
    expect(check(sound, { custom: true })).toEqual(["spec.selector: is missing"]);
  });

  it("must show no value of a Secret, and let later values pass", () => {
    expect(check({ ...sound, replicas: "hunter2" }, { discreet: true })).toEqual([
      "spec.replicas: expected a whole number, got a text",
    ]);
    const later = "\u{E000}0\u{E001}";
    expect(check({ name: later, replicas: later, labels: later, list: later })).toEqual([]);
  });
});

describe("kinds", () => {
  it("must be those that a definition brings, with what every object has", () => {
    const schema: Schema = { type: "object", properties: { spec: { type: "object" } } };
    const [kind] = customKindsOf({
      kind: "CustomResourceDefinition",
      spec: {
        group: "shop.example.com",
        scope: "Cluster",
        names: { kind: "Widget" },
        versions: [{ name: "v1", schema: { openAPIV3Schema: schema } }],
      },
    });
    expect(kind).toMatchObject({
      apiVersion: "shop.example.com/v1",
      kind: "Widget",
      clusterWide: true,
    });
    expect(
      checkObject(
        { apiVersion: "shop.example.com/v1", kind: "Widget", metadata: { name: "x" }, sepc: {} },
        { document: {}, schema: kind!.schema, discreet: false, custom: true },
      ),
    ).toEqual([{ keys: ["sepc"], problem: 'isn\'t known; did you mean "spec"?' }]);
    expect(customKindsOf({ kind: "Deployment" })).toEqual([]);
  });

  it("must be told from installed ones by their group", () => {
    expect(["v1", "apps/v1", "app/v1", "rbac.authorization.k8s.io/v1"].map(isBuiltIn)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["gateway.networking.k8s.io/v1", "shop.example.com/v1"].map(isBuiltIn)).toEqual([
      false,
      false,
    ]);
    expect(["v1", "rbac.authorization.k8s.io/v1", "cert-manager.io/v1"].map(sdkModuleOf)).toEqual([
      "core/v1",
      "rbac/v1",
      undefined,
    ]);
  });
});
