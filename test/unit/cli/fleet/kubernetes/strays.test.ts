import { expect, test } from "vitest";
import { controllersInState } from "../../../../../cli/fleet/kubernetes/controllers-in-state";
import type { OpenCluster } from "../../../../../cli/fleet/kubernetes/open-clusters";
import { findStrays } from "../../../../../cli/fleet/kubernetes/strays";
import { EngineError } from "../../../../../plugins/docker/client/engine-error";
import { controller } from "../state";

const here = controllersInState([controller("web", "eu")]);
const item = (name: string, uid: string) => ({
  metadata: { name, uid, labels: { "slipway.workload": `the-${name}` } },
});

/** What a cluster has, by the list's path; it remembers what it was asked for. */
function clusterWith(lists: Record<string, object[]>, asked: string[] = []): OpenCluster {
  return {
    provider: here[0]!.provider,
    namespace: "home",
    get: async (path: string, query: Record<string, string>) => {
      asked.push(`${path}?${query["labelSelector"]}`);
      if (path.endsWith("/jobs")) throw new EngineError("denied", "jobs are forbidden");
      return { items: lists[path] ?? [] };
    },
  } as unknown as OpenCluster;
}

const find = (cluster: OpenCluster, known: string[] = []) =>
  findStrays(cluster, here, { known: new Set(known), stackLabel: "shop.prod" });

test("what the state hasn't is found in the namespaces where the stack is", async () => {
  const { namespace } = here[0]!;
  const asked: string[] = [];
  const strays = await find(
    clusterWith(
      {
        "/apis/apps/v1/namespaces/home/deployments": [item("left", "u-1")],
        [`/apis/apps/v1/namespaces/${namespace}/statefulsets`]: [item("data", "u-2")],
      },
      asked,
    ),
  );
  expect(strays).toMatchObject([
    { workload: "the-left", kind: "Deployment", namespace: "home", name: "left" },
    { workload: "the-data", kind: "StatefulSet", namespace, name: "data", uid: "u-2" },
  ]);
  expect(asked).toHaveLength(6);
  expect(asked).toContain("/apis/apps/v1/namespaces/home/deployments?slipway.stack=shop.prod");
});

test("what the state has is none, also by another provider or made anew under its name", async () => {
  const { kind, namespace, name } = here[0]!;
  expect(kind).toBe("Deployment");
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  expect(
    await find(clusterWith({ [path]: [item(name, "new"), item("b", "u-3")] }), ["u-3"]),
  ).toEqual([]);
});
