import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const hook = resolve(__dirname, "../../../toolchain/fast-start.cjs");

/** Runs a script in a fresh Node with the hook; gives what it prints, as JSON. */
function evaluate(script: string): unknown {
  const output = execFileSync(process.execPath, ["--require", hook, "--eval", script], {
    encoding: "utf8",
    cwd: resolve(__dirname, "../../.."),
  });
  return JSON.parse(output);
}

const LOADED = `const loaded = (part) => Object.keys(require.cache).some((file) => file.includes(part));`;

describe("fast-start", () => {
  it("must leave the Automation API, arborist and TypeScript unloaded until they are used", () => {
    const script = `${LOADED} require("@pulumi/pulumi");
      console.log(JSON.stringify(["pulumi/automation/", "@npmcli/arborist", "/typescript/lib"].map(loaded)))`;
    expect(evaluate(script)).toEqual([false, false, false]);
  });

  it("must leave them unloaded under the TypeScript loader too", () => {
    const script = `${LOADED} require("tsx/cjs"); require("@pulumi/pulumi");
      console.log(JSON.stringify(["pulumi/automation/", "@npmcli/arborist", "/typescript/lib"].map(loaded)))`;
    expect(evaluate(script)).toEqual([false, false, false]);
  });

  it("must take no stack trace for the SDK's promises, and leave those of errors alone", () => {
    const script = `require("@pulumi/pulumi");
      const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
      const promise = Promise.resolve(1);
      debuggablePromise(promise, "test");
      console.log(JSON.stringify([promise._debugStackTrace, new Error("mine").stack.includes("at ")]))`;
    expect(evaluate(script)).toEqual(["Error", true]);
  });

  it("must give the real Automation API at first use", () => {
    const script = `${LOADED} const { automation } = require("@pulumi/pulumi");
      console.log(JSON.stringify([typeof automation.LocalWorkspace.create, Object.keys(automation).includes("Stack"),
        loaded("pulumi/automation/")]))`;
    expect(evaluate(script)).toEqual(["function", true, true]);
  });

  it("must let functions be serialized as before", () => {
    const script = `const pulumi = require("@pulumi/pulumi"); const factor = 3;
      pulumi.runtime.serializeFunction((x) => x * factor).then(({ text }) => console.log(JSON.stringify(text)))`;
    expect(evaluate(script)).toContain("x * factor");
  });
});
