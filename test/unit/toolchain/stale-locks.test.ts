import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeStaleLocks } from "../../../toolchain/pulumi/stale-locks";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-locks-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function lock(name: string, content: object): string {
  const folder = join(root, ".slipway/state/.pulumi/locks/organization/slipway/dev");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

/** Above the highest pid that Linux gives. */
const NO_SUCH_PID = 4_194_305;

test("a lock of a process that is gone must be removed, and only that", () => {
  const dead = lock("dead", { pid: NO_SUCH_PID, hostname: hostname() });
  const elsewhere = lock("elsewhere", { pid: NO_SUCH_PID, hostname: `not-${hostname()}` });
  const odd = lock("odd", { hostname: hostname() });
  expect(removeStaleLocks(root)).toBe(1);
  expect([dead, elsewhere, odd].map((file) => existsSync(file))).toEqual([false, true, true]);
});

test.runIf(process.platform === "linux")(
  "a pid that another program has now must hold no lock",
  () => {
    const reused = lock("reused", { pid: process.pid, hostname: hostname() });
    expect(removeStaleLocks(root)).toBe(1);
    expect(existsSync(reused)).toBe(false);
  },
);

test("a checkout without state must be fine", () => {
  expect(removeStaleLocks(root)).toBe(0);
});
