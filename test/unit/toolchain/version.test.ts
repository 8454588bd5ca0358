import { expect, test } from "vitest";
import { compareVersions } from "../../../toolchain/version";
import { isNewEnough } from "../../../toolchain/pulumi/on-path-cli";

test.each([
  ["v3.230.0", "3.230.0", 0],
  ["3.99.0", "3.230.0", -1],
  ["3.231.0", "3.230.9", 1],
  ["4.0.0", "3.230.0", 1],
  ["3.230.0-alpha.1", "3.230.0", -1],
  ["3.230.0", "3.230.0-alpha.1", 1],
  ["3.230.0+dirty", "3.230.0", 0],
  ["go1.26.8", "1.21", 1],
  ["1.9", "1.21", -1],
])("%s compared with %s must be %i", (a, b, expected) => {
  expect(compareVersions(a, b)).toBe(expected);
});

test("a CLI older than the wanted one must not do, a newer one must", () => {
  expect(isNewEnough("3.229.9")).toBe(false);
  expect(isNewEnough("3.230.0")).toBe(true);
  expect(isNewEnough("3.300.1")).toBe(true);
});
