import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { guardStackFiles, withoutSalt } from "../../../toolchain/pulumi/stack-files";

const BEFORE = `# What only dev has.
config:
  slipway:replicas: 2

  slipway:web:
    - port: 80   # plain
`;
/** The same as the CLI lays it out when it adds its salt. */
const AFTER = `# What only dev has.
config:
  slipway:replicas: "2"
  slipway:web:
    - port: 80 # plain
encryptionsalt: v1:abc=:v1:def:ghi==
`;

let root: string;
const file = () => join(root, "stacks/Pulumi.dev.yaml");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-stack-files-"));
  mkdirSync(join(root, "stacks"));
  writeFileSync(file(), BEFORE);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a file to which the CLI added a salt alone must be as before, to the byte", () => {
  expect(withoutSalt(BEFORE, AFTER)).toBe(BEFORE);
});

test("a file that was changed on purpose must keep the change and lose the salt", () => {
  const changed = AFTER.replace("port: 80", "port: 81");
  expect(withoutSalt(BEFORE, changed)).toBe(changed.replace(/encryptionsalt.*\n/, ""));
});

test("a file without a salt must not be touched", () => {
  expect(withoutSalt(BEFORE, "config: {}\n")).toBe("config: {}\n");
});

test("an empty file must come back empty", () => {
  expect(withoutSalt("", "encryptionsalt: v1:abc\n")).toBe("");
});

test("the salt must be gone after a command", () => {
  const guard = guardStackFiles(root);
  writeFileSync(file(), AFTER);
  guard.restore();
  expect(readFileSync(file(), "utf8")).toBe(BEFORE);
});

test("the salt that a killed command left must be gone before the next", () => {
  guardStackFiles(root);
  writeFileSync(file(), AFTER);
  guardStackFiles(root);
  expect(readFileSync(file(), "utf8")).toBe(BEFORE);
});

test("two commands at a time must both leave the file as it was", () => {
  const first = guardStackFiles(root);
  writeFileSync(file(), AFTER);
  const second = guardStackFiles(root);
  writeFileSync(file(), AFTER);
  first.restore();
  writeFileSync(file(), AFTER);
  second.restore();
  guardStackFiles(root).restore();
  expect(readFileSync(file(), "utf8")).toBe(BEFORE);
});

test("a team's own salt must stay", () => {
  writeFileSync(file(), AFTER);
  guardStackFiles(root).restore();
  expect(readFileSync(file(), "utf8")).toBe(AFTER);
});
