import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Bridge } from "../../../lab/bridge";
import { DigitalOcean } from "../../../lab/digitalocean/digital-ocean";
import { Lab } from "../../../lab/lab";
import { Checkout } from "../../support/checkout";
import { atProvider, dropletsOf } from "../../support/at-provider";
import type { RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/droplets/program";

let lab: Lab;
let cloud: DigitalOcean;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;

/** Writes how many droplets the program is to have. */
function want(count: number): void {
  wanted.group.droplets = count;
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

const live = () => dropletsOf(cloud);
const names = async () => (await live()).map(({ name }) => name);

/** Ids of the droplets that the state knows. */
async function known(): Promise<string[]> {
  const droplets = (await stack.resources()).filter(({ type }) => type.endsWith(":Droplet"));
  return droplets.map(({ id = "" }) => id).sort();
}

async function expectNoOrphan(): Promise<void> {
  expect((await live()).map(({ id }) => String(id)).sort()).toEqual(await known());
}

/** It failed in one sentence, without code. */
function expectSentence({ code, output }: RunResult, sentence: RegExp): void {
  expect(code, output).not.toBe(0);
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
}

beforeAll(async () => {
  lab = await Lab.start("droplets", { hosts: {} });
  cloud = await DigitalOcean.start(lab, { actionMs: 200, createMs: 500 });
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test", {
    DIGITALOCEAN_TOKEN: cloud.token,
    DIGITALOCEAN_API_URL: cloud.endpoint,
  });
  wanted = {
    network: { regions: ["nyc3"], sshFrom: [`${Bridge.of(lab.record.bridge).machine}/32`] },
    group: {
      droplets: 2,
      defaults: { size: "s-1vcpu-1gb", image: "debian-12-x64" },
      sshKeys: { publicKeys: { lab: readFileSync(`${lab.keyFile}.pub`, "utf8").trim() } },
      sshOpts: ["-F", "/dev/null", "-i", lab.keyFile],
      activeSeconds: 20,
    },
  };
  await stack.init();
});

afterAll(async () => {
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("droplets", () => {
  it("must wait where the limit of calls is reached, and come once each", async () => {
    await cloud.fault({
      ...{ kind: "rate-limit", method: "POST", path: "/v2/droplets" },
      ...{ times: 3, retryAfterSeconds: 1 },
    });
    want(2);
    succeeded(await stack.up());
    expect(await names()).toEqual(["web-1", "web-2"]);
    await expectNoOrphan();
  });

  it("must say in one sentence where there is no room, and come by the next up", async () => {
    await cloud.fault({ kind: "no-capacity" });
    want(3);
    expectSentence(
      await stack.up(),
      /DigitalOcean says: s-1vcpu-1gb is currently out of capacity in nyc3/,
    );
    expect(await names()).toEqual(["web-1", "web-2"]);
    await cloud.mend();
    succeeded(await stack.up());
    expect(await names()).toEqual(["web-1", "web-2", "web-3"]);
    await expectNoOrphan();
  });

  it("must be given up in one sentence where its creation hangs, and be replaced by the next up", async () => {
    await cloud.fault({ kind: "hanging-action", type: "create", times: 1 });
    want(4);
    expectSentence(
      await stack.up(),
      /droplet web-4 \(\d+\) didn't become active in time; it is still "new"/,
    );
    await expectNoOrphan();
    const hung = (await live()).find(({ name }) => name === "web-4")!;
    succeeded(await stack.up());
    const now = await live();
    expect(now.map(({ name }) => name)).toEqual(["web-1", "web-2", "web-3", "web-4"]);
    expect(now.every(({ status }) => status === "active")).toBe(true);
    expect(now.map(({ id }) => id)).not.toContain(hung.id);
    await expectNoOrphan();
  });

  it("must leave nothing at the provider when destroyed", async () => {
    succeeded(await stack.destroy());
    expect(await atProvider(cloud)).toEqual({});
  });
});
