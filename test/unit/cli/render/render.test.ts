import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import { renderedObjects, type PreviewStep } from "../../../../cli/render/rendered-objects";
import { writeObjects } from "../../../../cli/render/write-objects";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function step(name: string, change: Partial<PreviewStep> = {}, more: object = {}): PreviewStep {
  const inputs = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "shop" },
    ...more,
  };
  return {
    op: "same",
    urn: `urn:pulumi:prod::shop::kubernetes:core/v1:ConfigMap::${name}`,
    newState: {
      type: "kubernetes:core/v1:ConfigMap",
      provider: "urn:pulumi:prod::shop::pulumi:providers:kubernetes::eu::some-id",
      inputs,
    },
    ...change,
  };
}

let out: string;
beforeEach(() => void (out = mkdtempSync(join(tmpdir(), "slipway-render-"))));
afterEach(() => rmSync(out, { recursive: true, force: true }));

it("objects must be those that will be there, without Pulumi's own notes", () => {
  const objects = renderedObjects([
    step(
      "kept",
      {},
      { metadata: { name: "kept", annotations: { "pulumi.com/autonamed": "true" } } },
    ),
    step("gone", { op: "delete" }),
    step("read", { op: "read" }),
    { op: "create", urn: "urn:pulumi:prod::shop::docker:x::y", newState: { type: "docker:x" } },
  ]);
  expect(objects).toEqual([
    {
      cluster: "eu",
      object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kept" } },
      secrets: [],
      unknown: [],
    },
  ]);
});

it("secrets and what isn't known yet must be told by their paths", () => {
  const [object] = renderedObjects([step("a", {}, { data: { x: "[secret]", y: [UNKNOWN] } })]);
  expect(object).toMatchObject({ secrets: ["data.x"], unknown: ["data.y[0]"] });
});

it("files must be one for each object, namespaces first, and what is gone removed", () => {
  const namespace = step("shop", {}, { kind: "Namespace", metadata: { name: "shop" } });
  expect(writeObjects(renderedObjects([step("a"), step("b"), namespace]), out)).toEqual([
    "0-namespace-shop.yaml",
    "2-configmap-shop-a.yaml",
    "2-configmap-shop-b.yaml",
  ]);
  writeFileSync(join(out, "kustomization.yaml"), "resources: []\n");
  expect(writeObjects(renderedObjects([step("b")]), out)).toEqual(["2-configmap-shop-b.yaml"]);
  expect(readdirSync(out).sort()).toEqual(["2-configmap-shop-b.yaml", "kustomization.yaml"]);
  expect(parse(readFileSync(join(out, "2-configmap-shop-b.yaml"), "utf8"))).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "b", namespace: "shop" },
  });
});

it("each of several clusters must have a folder of its own", () => {
  const us = step("b");
  us.newState!.provider = "urn:pulumi:prod::shop::pulumi:providers:kubernetes::us::id";
  expect(writeObjects(renderedObjects([step("a"), us]), out)).toEqual([
    "eu/2-configmap-shop-a.yaml",
    "us/2-configmap-shop-b.yaml",
  ]);
});
