import { expect, test } from "vitest";
import { differences } from "../../../../lab/kubernetes-plugin/resource/differences";

const deployment = (spec: object, metadata: object = { name: "web", namespace: "default" }) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec,
});

test("a change is told field by field, through lists and odd keys", () => {
  const before = deployment({
    replicas: 1,
    template: { spec: { containers: [{ name: "a", image: "x:1" }] } },
  });
  const after = deployment(
    {
      replicas: 2,
      template: { spec: { containers: [{ name: "a", image: "x:2" }, { name: "b" }] } },
    },
    { name: "web", namespace: "default", labels: { "app.kubernetes.io/name": "web" } },
  );
  expect(differences(before, after)).toEqual({
    changes: [
      { path: "metadata.labels", kind: "add" },
      { path: "spec.replicas", kind: "update" },
      { path: "spec.template.spec.containers[0].image", kind: "update" },
      { path: "spec.template.spec.containers[1]", kind: "add" },
    ],
  });
});

test("a key that is no plain word stands in brackets", () => {
  const before = deployment({}, { name: "web", labels: { "a/b": "1" } });
  const after = deployment({}, { name: "web", labels: { "a/b": "2" } });
  expect(differences(before, after).changes).toEqual([
    { path: 'metadata.labels["a/b"]', kind: "update" },
  ]);
});

test("what Kubernetes can't change makes a new object, and a fixed name has to be free before", () => {
  const before = deployment({ selector: { matchLabels: { app: "a" } } });
  const after = deployment({ selector: { matchLabels: { app: "b" } } });
  const { changes, deleteBeforeReplace } = differences(before, after);
  expect(changes).toEqual([
    {
      path: "spec.selector.matchLabels.app",
      kind: "update",
      replace: true,
      cause: "Kubernetes can't change it in a Deployment",
    },
  ]);
  expect(deleteBeforeReplace).toEqual({ cause: "both would be called web" });
});

test("an autonamed object is replaced by one beside it", () => {
  const configMap = (name: string, value: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default", annotations: { "pulumi.com/autonamed": "true" } },
    data: { key: value },
  });
  const { changes, deleteBeforeReplace } = differences(
    configMap("settings-1234567", "a"),
    configMap("settings-1234567", "b"),
  );
  expect(changes).toMatchObject([{ path: "data.key", replace: true }]);
  expect(deleteBeforeReplace).toBeUndefined();
});

test("what is the same shows no change", () => {
  expect(differences(deployment({ replicas: 1 }), deployment({ replicas: 1 }))).toEqual({
    changes: [],
  });
});
