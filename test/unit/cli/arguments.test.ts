import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ON_LAB_HOSTS } from "../../../cli/run-scenarios";
import { scenarios, wantedScenarios } from "../../../cli/scenarios";
import { stackOption } from "../../../cli/stack-option";
import { checkoutRoot } from "../../../toolchain/paths";

test.each([
  [[], undefined],
  [["--stack", "staging"], "staging"],
  [["-s", "prod"], "prod"],
  [["--stack=prod"], "prod"],
  [["-sprod"], "prod"],
  [["--skip-preview", "--", "--stack", "x"], undefined],
])("the stack in %j must be %s", (args, stack) => {
  expect(stackOption(args)).toBe(stack);
});

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-scenarios-"));
  for (const file of ["b/b.e2e.ts", "a/a.e2e.ts", "support/helper.ts"]) {
    const path = join(root, "test/e2e", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("scenarios must be the folders with tests", () => {
  expect(scenarios(root)).toEqual(["a", "b"]);
});

test("an unknown scenario must be named, with those that there are", () => {
  expect(() => wantedScenarios(root, ["a", "c"])).toThrow(
    'no scenario "c" in test/e2e; there are: a, b.',
  );
});

test("options must be told apart from scenarios, which are all where none is named", () => {
  expect(wantedScenarios(root, ["a", "--bail=1"])).toEqual({ names: ["a"], options: ["--bail=1"] });
  expect(wantedScenarios(root, ["--bail=1"])).toEqual({ names: ["a", "b"], options: ["--bail=1"] });
});

test("those that run beside others must be scenarios that there are", () => {
  expect(scenarios(checkoutRoot())).toEqual(expect.arrayContaining([...ON_LAB_HOSTS]));
});
