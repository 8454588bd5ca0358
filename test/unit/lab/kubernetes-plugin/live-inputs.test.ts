import { expect, test } from "vitest";
import { liveInputs } from "../../../../lab/kubernetes-plugin/resource/live-inputs";

const live = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "web",
    namespace: "default",
    uid: "1",
    resourceVersion: "7",
    annotations: { "deployment.kubernetes.io/revision": "1" },
  },
  spec: {
    replicas: 5,
    progressDeadlineSeconds: 600,
    template: {
      spec: {
        containers: [
          { name: "proxy", image: "proxy:1" },
          {
            name: "web",
            image: "web:1",
            imagePullPolicy: "IfNotPresent",
            resources: { limits: { cpu: "1", memory: "128Mi" } },
          },
        ],
      },
    },
  },
  status: { replicas: 5 },
};

test("drift shows in the fields that the program wanted, and in no others", () => {
  const wanted = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "default" },
    spec: {
      replicas: 3,
      template: {
        spec: {
          containers: [
            {
              name: "web",
              image: "web:1",
              resources: { limits: { cpu: "1000m", memory: "134217728" } },
            },
          ],
        },
      },
    },
  };
  const expected = structuredClone(wanted);
  expected.spec.replicas = 5;
  expect(liveInputs(live, wanted)).toEqual(expected);
});

test("what was taken away is gone from the inputs, so that the next update puts it back", () => {
  const wanted = { metadata: { name: "web", labels: { team: "a" } }, spec: { paused: true } };
  expect(liveInputs(live, wanted)).toEqual({ metadata: { name: "web" }, spec: {} });
});

test("a Secret's text, and what is empty, is no drift", () => {
  const data = {
    a: Buffer.from("text").toString("base64"),
    b: Buffer.from("new").toString("base64"),
  };
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data };
  const wanted = { stringData: { a: "text", b: "old" }, immutable: false, labels: {} };
  expect(liveInputs(secret, wanted)).toEqual({ ...wanted, stringData: { a: "text", b: "new" } });
});

test("an import takes all but what the server writes", () => {
  expect(liveInputs(live, undefined)).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "web",
      namespace: "default",
      annotations: { "deployment.kubernetes.io/revision": "1" },
    },
    spec: live.spec,
  });
});
