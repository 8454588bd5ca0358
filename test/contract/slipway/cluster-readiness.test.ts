import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import type { Props } from "../../../plugins/runtime/resource";
import { provider } from "../../../plugins/slipway/provider";
import {
  type ProviderHarness,
  secret,
  startProvider,
  UNKNOWN,
} from "../../support/provider-harness";

const READINESS = "slipway:kubernetes:Readiness";
// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;

vi.setConfig({ testTimeout: 60_000 });

let cluster: LabCluster;
let plugin: ProviderHarness;

beforeAll(async () => {
  cluster = await LabCluster.start("readiness", { fakeNodes: 2 });
  plugin = await startProvider(provider);
  await plugin.configure();
}, BUILD_SECONDS * 1000);
afterAll(async () => {
  await plugin?.stop();
  await cluster?.remove();
});

const create = async (more: Props = {}, kubeconfig = cluster.kubeconfig) => {
  const { inputs, failures } = await plugin.check(READINESS, { kubeconfig, ...more });
  expect(failures).toEqual([]);
  return { inputs, ...(await plugin.create(READINESS, inputs)) };
};

describe("the readiness of a cluster", () => {
  it("must give facts, and keep the kubeconfig secret", async () => {
    const { state, inputs } = await create();
    expect(state["facts"]).toMatchObject({
      version: "1.33.0",
      nodes: [
        { name: "node-1", ready: true, version: "1.33.0", cpus: 8, memoryMib: 16384 },
        { name: "node-2", zone: "zone-2" },
      ],
    });
    expect(inputs["kubeconfig"]).toEqual(secret(cluster.kubeconfig));
  });

  it("must ask nobody in a preview", async () => {
    const { inputs } = await plugin.check(READINESS, { kubeconfig: cluster.kubeconfig });
    const { state } = await plugin.previewCreate(READINESS, inputs);
    expect(state["facts"]).toBe(UNKNOWN);
  });

  it("must say all that is wrong with its arguments", async () => {
    const wrong = { kubeconfig: "a: 1\n", deadlineSeconds: 0, minVersion: "new" };
    const { failures } = await plugin.check(READINESS, wrong);
    expect(failures.map(({ property }) => property)).toEqual(["deadlineSeconds", "minVersion"]);
    const { failures: more } = await plugin.check(READINESS, { kubeconfig: "a: 1\n" });
    expect(more[0]?.reason).toMatch(/no context/);
  });

  it("must wait while the API server is down, and go on when it is back", async () => {
    await cluster.stopApiServer();
    const waiting = create({ deadlineSeconds: 50 });
    const early = await Promise.race([
      waiting.then(() => "ready"),
      new Promise((resolve) => setTimeout(resolve, 1000, "waiting")),
    ]);
    await cluster.startApiServer();
    expect(early).toBe("waiting");
    expect((await waiting).state["facts"]).toMatchObject({ version: "1.33.0" });
  });

  it("must end at its deadline with the reason, and at once where waiting doesn't mend it", async () => {
    await expect(create({ deadlineSeconds: 2, readyNodes: 3 })).rejects.toThrow(
      /cluster https:\S+ wasn't ready within 2 s \(deadlineSeconds\): 2 of 3 nodes are ready/,
    );
    await expect(create({ minVersion: "1.34" })).rejects.toThrow(
      /is 1\.33\.0, and at least 1\.34 is wanted/,
    );
    const stranger = JSON.parse(cluster.kubeconfig) as { users: { user: unknown }[] };
    stranger.users[0]!.user = { token: "not-a-token-of-this-cluster" };
    await expect(create({}, `${JSON.stringify(stranger)}\n`)).rejects.toThrow(/Unauthorized/);
  });

  it("must see in a refresh what has changed", async () => {
    const made = await create();
    cluster.kubectl("cordon", "node-2");
    const read = await plugin.read(READINESS, made.id, made);
    const { nodes } = read?.state["facts"] as { nodes: { ready: boolean }[] };
    expect(nodes.map(({ ready }) => ready)).toEqual([true, false]);
    cluster.kubectl("uncordon", "node-2");
  });
});
