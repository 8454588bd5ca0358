import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFileLock } from "../../../toolchain/file-lock.cjs";

let folder: string;
const lock = () => join(folder, "deep/lock");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("only one at a time must hold it, and it must be gone afterwards", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((done) => setTimeout(done, 5));
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withFileLock(lock(), work)));
  expect(most).toBe(1);
  expect(existsSync(lock())).toBe(false);
});

test("a dead owner's lock must be taken over", async () => {
  await withFileLock(lock(), () => undefined);
  writeFileSync(lock(), "4194305");
  expect(await withFileLock(lock(), () => "done")).toBe("done");
});

test("it must be released when the work fails", async () => {
  await expect(withFileLock(lock(), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(lock())).toBe(false);
});
