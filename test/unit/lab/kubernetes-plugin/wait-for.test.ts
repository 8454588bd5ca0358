import { expect, test } from "vitest";
import type { Cluster } from "../../../../lab/kubernetes-plugin/cluster";
import { waitedFor } from "../../../../lab/kubernetes-plugin/await/wait-for";
import type { KubeObject } from "../../../../lab/kubernetes-plugin/kube-object";

const accepted = (status: string) => ({
  parents: [
    {
      conditions: [
        { type: "Other", status: "True" },
        { type: "Accepted", status },
      ],
    },
  ],
});
const ACCEPTED = 'jsonpath={.status.parents[0].conditions[?(@.type=="Accepted")].status}=True';

function progress(waitFor: string | undefined, status: object) {
  const annotations = waitFor === undefined ? {} : { "pulumi.com/waitFor": waitFor };
  const object = {
    ...{ apiVersion: "example.com/v1", kind: "Thing" },
    metadata: { name: "x", annotations },
    status,
  } as KubeObject;
  return waitedFor(object)?.progress(object, {} as Cluster);
}

test.each([
  ["condition=Ready", { conditions: [{ type: "Ready", status: "True" }] }, true],
  ["condition=Ready", { conditions: [{ type: "Ready", status: "False", message: "no" }] }, false],
  ["Ready=False", { conditions: [{ type: "Ready", status: "False" }] }, true],
  ["condition=Ready", {}, false],
  [ACCEPTED, accepted("True"), true],
  [ACCEPTED, accepted("Unknown"), false],
  [ACCEPTED, {}, false],
  ["jsonpath={.status.parents[*].conditions}", accepted("False"), true],
  [JSON.stringify([ACCEPTED, "condition=Ready"]), accepted("True"), false],
] as const)("%s of %j", (waitFor, status, ready) => {
  expect(progress(waitFor, status)).toMatchObject({ ready });
});

test("what it waits for is said, and what is there instead", () => {
  expect(progress(ACCEPTED, accepted("False"))).toMatchObject({
    state: `waiting for ${ACCEPTED} (found "False")`,
  });
  expect(
    progress("condition=Ready", {
      conditions: [{ type: "Ready", status: "False", message: "no" }],
    }),
  ).toMatchObject({ state: "waiting for condition Ready to be True: no" });
});

test("without the annotation nothing is said", () => {
  expect(progress(undefined, {})).toBeUndefined();
});
