import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { atProvider, dropletsOf } from "../../support/at-provider";
import { DropletStack } from "../../support/droplet-stack";
import { succeeded } from "../../support/test-stack";

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
