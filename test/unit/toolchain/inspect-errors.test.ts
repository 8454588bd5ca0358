import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const PRELOAD = resolve(__dirname, "../../../toolchain/inspect-errors.cjs");

test("an error whose trace ends in a scope's folder must be shown whole, at once", () => {
  const script = `
    const error = new Error("boom");
    error.stack = "Error: boom\\n    at f (/x/node_modules/@pulumi/resource.ts:1579:22)";
    const util = require("node:util");
    console.log(util.inspect(error, { colors: true }));
    console.log(util.inspect("plain", { colors: true }));
    console.log(typeof util.inspect.custom, util.inspect.defaultOptions.depth);
  `;
  const shown = execFileSync(process.execPath, ["--require", PRELOAD, "-e", script], {
    encoding: "utf8",
    timeout: 10_000,
  });
  expect(shown.split("\n")).toEqual([
    "Error: boom",
    "    at f (/x/node_modules/@pulumi/resource.ts:1579:22)",
    "\u001b[32m'plain'\u001b[39m",
    "symbol 2",
    "",
  ]);
});
