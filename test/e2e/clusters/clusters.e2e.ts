import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { Progress } from "../../../toolchain/progress";
import { Checkout } from "../../support/checkout";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/clusters/program";
// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;

let one: LabCluster;
let two: LabCluster;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;

function write(change: Partial<Wanted>): void {
  wanted = { ...wanted, ...change };
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

async function unchanged(): Promise<void> {
  succeeded(await stack.up(["--expect-no-changes"]));
}

const field = (cluster: LabCluster, what: string, path: string) =>
  cluster.kubectl("get", what, "--ignore-not-found", "-o", `jsonpath={${path}}`);
const image = (cluster: LabCluster) =>
  field(cluster, "deployment/web", ".spec.template.spec.containers[0].image");
const colour = (cluster: LabCluster) => field(cluster, "configmap/settings", ".data.colour");
const ready = (cluster: LabCluster) => field(cluster, "deployment/web", ".status.readyReplicas");

beforeAll(async () => {
  one = await LabCluster.start("one", { progress: new Progress(), fakeNodes: 1 });
  two = await LabCluster.start("two", { fakeNodes: 1 });
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test", { KUBECONFIG: undefined });
  write({
    kubeconfigFiles: { two: two.kubeconfigFile, one: one.kubeconfigFile },
    image: "web:1",
    colour: "red",
    waves: { canary: { role: "canary" } },
    region: "*",
  });
  await stack.init();
}, BUILD_SECONDS * 1000);

afterAll(async () => {
  await Promise.all([one?.remove(), two?.remove()]);
  stack?.removeState();
  checkout?.remove();
});

describe("several clusters", () => {
  it("must each have everything, under the same names", async () => {
    const { output } = succeeded(await stack.preview());
    expect(output).toContain("clusters change in 2 waves: one; then two");
    succeeded(await stack.up());
    for (const cluster of [one, two]) {
      expect([image(cluster), ready(cluster), colour(cluster)]).toEqual(["web:1", "1", "red"]);
      expect(field(cluster, "service/web", ".spec.ports[0].port")).toBe("8080");
    }
    await unchanged();
  });

  it("must leave the second untouched where the canary fails", async () => {
    write({ image: "absent.invalid/web:2" });
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(/image absent\.invalid\/web:2 can't be pulled/);
    expect(image(one)).toBe("absent.invalid/web:2");
    expect(image(two)).toBe("web:1");
    // The canary's old pod goes on serving.
    expect(ready(one)).toBe("1");
  });

  it("must change the second once the canary is well", async () => {
    write({ image: "web:2" });
    succeeded(await stack.up());
    expect([image(one), image(two)]).toEqual(["web:2", "web:2"]);
    await unchanged();
  });

  it("must change the others where one can't be reached, and that one when it is back", async () => {
    // In one wave, so that nobody waits for it.
    write({ waves: undefined, image: "web:3", colour: "green" });
    await two.stopApiServer();
    try {
      const { code, output } = await stack.up(["--continue-on-error"]);
      expect(code).not.toBe(0);
      expect(output).toMatch(/API server https:\/\/127\.0\.0\.1:\d+ does not answer/);
      expect([image(one), colour(one), ready(one)]).toEqual(["web:3", "green", "1"]);
    } finally {
      await two.startApiServer();
    }
    expect(image(two)).toBe("web:2");
    succeeded(await stack.up());
    expect([image(two), colour(two)]).toEqual(["web:3", "green"]);
    await unchanged();
  });

  it("must have only what is meant for them", async () => {
    write({ region: ["one"] });
    succeeded(await stack.up());
    expect([image(one), image(two)]).toEqual(["web:3", ""]);
    expect([colour(one), colour(two)]).toEqual(["green", ""]);
    await unchanged();
  });

  it("must have nothing left when destroyed", async () => {
    succeeded(await stack.destroy());
    expect([image(one), colour(one)]).toEqual(["", ""]);
  });
});
