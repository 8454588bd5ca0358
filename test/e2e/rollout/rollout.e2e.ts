import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/rollout/program";
const FINE = "exec sleep 1000000";
const NEVER_HEALTHY = "touch /tmp/sick; exec sleep 1000000";
const SICKENS = "sleep 3; touch /tmp/sick; exec sleep 1000000";

const NAMES = ["a", "b", "c"];

let lab: Lab;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;

function want(change: Partial<Wanted>): void {
  Object.assign(wanted, change);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

function on(host: string): DockerState {
  return new DockerState(stack.backendUrl, lab.host(host).dockerHost);
}

interface Seen {
  version: string;
  created: number;
  running: boolean;
}

/** What runs on a host, oldest first. */
async function seenOn(host: string): Promise<Seen[]> {
  const names = await on(host).containers("web");
  const all = await Promise.all(names.map((name) => on(host).inspect(name)));
  return all
    .map(({ Config, Created, State }) => ({
      version: Config.Env.find((each) => each.startsWith("VERSION="))!.slice("VERSION=".length),
      created: Date.parse(Created),
      running: State.Running,
    }))
    .sort((a, b) => a.created - b.created);
}

async function versions(): Promise<Record<string, string[]>> {
  const entries = NAMES.map(
    async (host) => [host, (await seenOn(host)).map(({ version }) => version)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

beforeAll(async () => {
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test");
  const image = await ensureBusyboxImage();
  lab = await Lab.start("rollout", { hosts: { a: {}, b: {}, c: {} } });
  await Promise.all(lab.hosts.map(({ dockerHost }) => copyImage(image, dockerHost)));
  wanted = {
    image,
    hosts: Object.fromEntries(lab.hosts.map(({ name, dockerHost }) => [name, dockerHost])),
    version: "1",
    script: FINE,
    rollout: { canary: 1, batch: "50%" },
  };
  want({});
  await stack.init();
  succeeded(await stack.up());
});

afterAll(async () => {
  try {
    await stack.destroy(["--continue-on-error"]);
  } finally {
    await lab?.remove();
    stack.removeState();
    checkout.remove();
  }
});

describe("rollout over a group", () => {
  it("must place one container on each host, and change nothing in a second up", async () => {
    expect(await versions()).toEqual({ a: ["1"], b: ["1"], c: ["1"] });
    for (const host of NAMES)
      expect((await on(host).everything()).map((each) => each.split(" ")[0])).toEqual([
        "container",
        "network",
      ]);
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must show the order and the reason in the preview", async () => {
    want({ version: "2" });
    const { output } = succeeded(await stack.preview());
    expect(output).toContain(
      "replicas change in 2 batches (rollout.batch is 50%, rollout.canary is 1): web-a; then web-b, web-c",
    );
  });

  it("must change the canary first and the others when it is healthy", async () => {
    succeeded(await stack.up());
    expect(await versions()).toEqual({ a: ["2"], b: ["2"], c: ["2"] });
    const [a, b, c] = await Promise.all(
      ["a", "b", "c"].map(async (host) => (await seenOn(host))[0]!.created),
    );
    // Its first probe comes a second after its start.
    expect(Math.min(b!, c!) - a!).toBeGreaterThan(900);
  });

  it("must stop at the first failing batch and leave the other hosts on the old version", async () => {
    want({ version: "broken", script: NEVER_HEALTHY, rollout: { batch: 1 } });
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(/container "web-a-\w+" is not ready: it is unhealthy/);
    expect(await versions()).toEqual({ a: ["2", "broken"], b: ["2"], c: ["2"] });
    expect((await seenOn("a"))[0]!.running).toBe(true);
  });

  it("must fail the same way again, and take nothing for good", async () => {
    expect((await stack.up()).code).not.toBe(0);
    expect(await versions()).toMatchObject({ b: ["2"], c: ["2"] });
    expect((await seenOn("a"))[0]).toMatchObject({ version: "2", running: true });
  });

  it("must converge with the next up once it is mended", async () => {
    want({ version: "3", script: FINE });
    succeeded(await stack.up());
    expect(await versions()).toEqual({ a: ["3"], b: ["3"], c: ["3"] });
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must watch a batch for waitSeconds, and stop where it sickens", async () => {
    want({ version: "sickens", script: SICKENS, rollout: { batch: 1, waitSeconds: 8 } });
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(/web-a-\w+" is not ready: it is unhealthy.*/);
    expect(failed.output).toContain("rollout.waitSeconds");
    expect(await versions()).toEqual({ a: ["3", "sickens"], b: ["3"], c: ["3"] });
    expect((await seenOn("a"))[0]!.running).toBe(true);
  });

  it("must converge after that too, and wait between batches", async () => {
    want({ version: "4", script: FINE, rollout: { batch: 2, waitSeconds: 2 } });
    succeeded(await stack.up());
    expect(await versions()).toEqual({ a: ["4"], b: ["4"], c: ["4"] });
    const [a, b, c] = await Promise.all(
      ["a", "b", "c"].map(async (host) => (await seenOn(host))[0]!.created),
    );
    expect(c! - Math.max(a!, b!)).toBeGreaterThan(2900);
    succeeded(await stack.preview(["--expect-no-changes"]));
  });

  it("must spread replicas evenly", async () => {
    want({ spread: 4 });
    succeeded(await stack.up());
    expect(
      Object.values(await versions())
        .map(({ length }) => length)
        .sort(),
    ).toEqual([1, 1, 2]);
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must refuse what a group can't do in one clear sentence each", async () => {
    want({ rollout: { batch: 1, maxFailures: 1 } });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(
      "rollout.maxFailures: expected 0: Pulumi ends an update at its first failure",
    );
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });

  it("must leave nothing behind", async () => {
    want({ rollout: {} });
    succeeded(await stack.destroy());
    for (const host of NAMES) expect(await on(host).everything()).toEqual([]);
  });
});
