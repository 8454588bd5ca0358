import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./dead-host/index";

const PROGRAM = "test/e2e/faults/dead-host";

let checkout: Checkout;
let stack: TestStack;
let state: DockerState;
let image: string;

function want(hosts: Wanted["hosts"]): void {
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify({ image, hosts } satisfies Wanted));
}

beforeAll(async () => {
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test");
  state = new DockerState(stack.backendUrl);
  image = await ensureBusyboxImage();
  await stack.init();
});

afterAll(async () => {
  want({});
  await stack.up();
  await state.sweep();
  stack.removeState();
  checkout.remove();
});

describe.each<[string, Wanted["hosts"][string]]>([
  ["a host that is dead", {}],
  ["a host that doesn't become ready", { ready: { deadlineSeconds: 2 } }],
])("%s beside one that lives, and --continue-on-error", (_, more) => {
  const kinds = async () =>
    (await state.everything()).map((name) => name.replace(/-[0-9a-f]{7}$/, ""));

  it("must make all that doesn't depend on the dead one, and say what failed", async () => {
    want({ dead: { host: `tcp://127.0.0.1:${await freePort()}`, ...more }, live: {} });
    const result = await stack.up(["--continue-on-error"]);
    expect(result.code).not.toBe(0);
    expect(result.output).toContain("nothing listens on tcp://127.0.0.1:");
    for (const never of ["isn't pending", "is required", "unknown provider"])
      expect(result.output).not.toContain(never);
    expect(await kinds()).toEqual(["container web-live", "network net-live", "volume before-live"]);
  });

  it("must fail in the same way again, and leave what it made alone", async () => {
    const before = await state.everything();
    const result = await stack.up(["--continue-on-error"]);
    expect(result.code).not.toBe(0);
    expect(await state.everything()).toEqual(before);
  });

  it("must make the rest once the dead one is gone from the program", async () => {
    want({ live: {} });
    succeeded(await stack.up());
    expect(await kinds()).toContain("volume after-live");
    succeeded(await stack.preview(["--expect-no-changes"]));
    want({});
    succeeded(await stack.up());
    expect(await state.everything()).toEqual([]);
  });
});
