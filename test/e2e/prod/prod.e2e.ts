import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { ensureKubernetes } from "../../../toolchain/kubernetes/ensure-kubernetes";
import { Progress } from "../../../toolchain/progress";
import { atProvider, dropletsOf } from "../../support/at-provider";
import { DropletStack } from "../../support/droplet-stack";
import { succeeded, TestStack } from "../../support/test-stack";

let prod: DropletStack;

beforeAll(async () => {
  prod = await DropletStack.start("prod");
});

afterAll(() => prod?.remove());

describe("the prod stack", () => {
  it("must refuse an image that isn't named by digest", async () => {
    const image = prod.settings["slipway:image"];
    prod.settings["slipway:image"] = "registry.example.com/web:1";
    prod.write();
    await prod.refused(/prod\.yaml: slipway:image: expected an image by digest/);
    prod.settings["slipway:image"] = image;
    prod.write();
  });

  it("must be three managers and three workers in its own file", async () => {
    const { output } = succeeded(prod.note(await prod.stack.preview()));
    const planned = new Set(output.match(/Droplet (manager|worker)-\d(?= create)/g));
    expect(planned.size).toBe(6);
    // One worker shows as much, with a third fewer engines on this machine.
    prod.machines.workers = 1;
    prod.settings["slipway:web"].replicas = 4;
    prod.write();
  });

  it("must come from nothing to a page behind the load balancer", async () => {
    await prod.up();
    const response = await fetch(await prod.stack.output("url"));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<h1>");
    const droplets = await dropletsOf(prod.cloud);
    expect(droplets.map(({ name, region }) => `${name} ${region.slug}`)).toEqual([
      "manager-1 nyc3",
      "manager-2 nyc1",
      "manager-3 nyc3",
      "worker-1 nyc3",
    ]);
    // 4 droplets of 24 dollars with weekly backups, and one load balancer.
    expect(await prod.stack.output<number>("monthlyCostUsd")).toBe(127.2);
  }, 600_000);

  it("must be unchanged by a second up", async () => {
    await prod.up(["--expect-no-changes"]);
  });

  it("must not be destroyed while its droplets are protected", async () => {
    const before = await atProvider(prod.cloud);
    // With --skip-preview, what isn't protected would go first.
    const destroy = ["destroy", "--yes", "--stack", "prod"];
    const { code, output } = prod.note(await prod.stack.pulumi(destroy));
    expect(code).not.toBe(0);
    expect(output).toMatch(/manager-1.*protect/s);
    expect(await atProvider(prod.cloud)).toEqual(before);
    expect((await fetch(await prod.stack.output("url"))).status).toBe(200);
  });

  it("must leave nothing at the provider when destroyed", async () => {
    prod.machines.protect = false;
    prod.write();
    await prod.up();
    succeeded(prod.note(await prod.stack.destroy()));
    expect(await atProvider(prod.cloud)).toEqual({});
  });
});

describe("the prod stack on Kubernetes", () => {
  let managed: TestStack;
  let checkedOut: string;

  /** What its file says: prod's own, with what differs for the other engine. */
  function write(cloud: object): void {
    const settings = {
      ...prod.settings,
      "slipway:engine": "kubernetes",
      "slipway:gateway": {},
      "slipway:digitalocean": {
        ...{ regions: ["nyc3"], size: "s-2vcpu-4gb", workers: 3, kubernetesVersion: "1.33" },
        ...cloud,
      },
    };
    const lines = Object.entries(settings).map(
      ([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`,
    );
    prod.checkout.write(checkedOut, `config:\n${lines.join("")}`);
  }

  beforeAll(async () => {
    await ensureKubernetes(new Progress());
    prod.checkout.edit("Pulumi.yaml", (text) =>
      text.replace(
        "  providers:\n",
        "  providers:\n    - name: kubernetes\n      path: lab/kubernetes-plugin/bin\n",
      ),
    );
    managed = new TestStack(prod.checkout.dir, "managed", { DIGITALOCEAN_TOKEN: prod.cloud.token });
    checkedOut = "stacks/Pulumi.managed.yaml";
    await managed.init();
    write({ protect: true });
    // To build Kubernetes takes minutes, once.
  }, 1_800_000);

  afterAll(() => managed?.removeState());

  it("must be the same workload on a cluster that DigitalOcean runs, behind its load balancer", async () => {
    const { output } = succeeded(await managed.preview());
    expect(output).toContain("digitalocean:index:KubernetesCluster cluster create");
    succeeded(await managed.up());
    const { body } = await prod.cloud.call<{ kubernetes_clusters: { id: string }[] }>(
      "GET",
      "/v2/kubernetes/clusters",
    );
    const [cluster] = body.kubernetes_clusters;
    const lab = LabCluster.open(join(prod.lab.record.dir, "kubernetes", cluster!.id));
    const jsonpath = "jsonpath={.status.readyReplicas} {.spec.template.spec.containers[0].image}";
    expect(lab.kubectl("get", "statefulset/web", "-o", jsonpath)).toBe(
      `4 ${prod.settings["slipway:image"]}`,
    );
    const { body: balancers } = await prod.cloud.call<{ load_balancers: { ip: string }[] }>(
      "GET",
      "/v2/load_balancers",
    );
    expect(await managed.output("url")).toBe(`http://${balancers.load_balancers[0]!.ip}`);
    // 3 nodes of 24 dollars and one load balancer.
    expect(await managed.output("monthlyCostUsd")).toBe(84);
  });

  it("must be unchanged by a second up", async () => {
    succeeded(await managed.up(["--expect-no-changes"]));
  });

  it("must not be destroyed while it is protected, and leave nothing at the provider afterwards", async () => {
    const refused = await managed.pulumi(["destroy", "--yes", "--stack", "managed"]);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(/KubernetesCluster.*protect/s);
    prod.settings["slipway:keepVolumes"] = false;
    write({ protect: false });
    succeeded(await managed.up());
    succeeded(await managed.destroy());
    expect(await atProvider(prod.cloud)).toEqual({});
  });
});
