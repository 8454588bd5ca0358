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
const want = (count: number) => ask(count);

/** Writes which droplets the program is to have. */
function ask(which: Wanted["group"]["droplets"]): void {
  wanted.group.droplets = which;
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

  it("must be replaced by name, one now and the others by another update", async () => {
    const idOf = async (name: string) => (await live()).find((each) => each.name === name)!.id;
    const before = await Promise.all(["web-1", "web-2"].map(idOf));
    const volumes = { data: { sizeGib: 1, path: "/srv/data" } };
    ask({ "web-1": { size: "s-2vcpu-2gb" }, "web-2": {}, "db-1": { volumes } });
    succeeded(await stack.up());
    expect(await names()).toEqual(["db-1", "web-1", "web-2"]);
    expect(await idOf("web-1")).not.toBe(before[0]);
    expect(await idOf("web-2")).toBe(before[1]);
    succeeded(await stack.up(["--expect-no-changes"]));
  });

  it("must keep what is on a volume, which grows, where another droplet takes the place of one that was taken away", async () => {
    const [first] = await live();
    const on = await cloud.host(first!.id);
    await on.sh("mountpoint -q /srv/data && echo kept >/srv/data/note");
    const volumes = { data: { sizeGib: 2, path: "/srv/data" } };
    ask({ "web-1": { size: "s-2vcpu-2gb" }, "db-1": { volumes, present: false } });
    succeeded(await stack.up());
    expect(await names()).toEqual(["web-1"]);
    ask({ "web-1": { size: "s-2vcpu-2gb" }, "db-1": { volumes, size: "s-2vcpu-2gb" } });
    succeeded(await stack.up());
    const [second] = await live();
    expect(second).toMatchObject({ name: "db-1", size_slug: "s-2vcpu-2gb" });
    const now = await cloud.host(second!.id);
    const found = await now.sh("cat /srv/data/note; df --output=size -BM /srv/data | tail -1");
    expect(found).toMatch(/^kept\s+(19|20)\d\dM/);
    await expectNoOrphan();
  });

  it("must leave nothing at the provider when destroyed, but volumes that are protected", async () => {
    const refused = await stack.pulumi(["destroy", "--yes", "--stack", "test"]);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(/db-1-data.*protect/s);
    wanted.group.keepVolumes = false;
    ask(wanted.group.droplets);
    succeeded(await stack.up());
    succeeded(await stack.destroy());
    expect(await atProvider(cloud)).toEqual({});
  });
});
