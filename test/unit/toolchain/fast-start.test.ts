import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const hook = resolve(__dirname, "../../../toolchain/fast-start.cjs");

/** Runs a script in a fresh Node with the hook; gives what it prints, as JSON. */
function evaluate(script: string, env: NodeJS.ProcessEnv = {}): unknown {
  const output = execFileSync(process.execPath, ["--require", hook, "--eval", script], {
    encoding: "utf8",
    env: { ...process.env, ...env },
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

  it("must attach V8's debugger for the first function that is serialized, and know then what was loaded before", () => {
    const script = `const { Session } = require("node:inspector");
      const connect = Session.prototype.connect; let sessions = 0;
      Session.prototype.connect = function () { sessions++; return connect.call(this); };
      const { getFunctionLocationAsync } = require("@pulumi/pulumi/runtime/closure/v8.js");
      const sdk = require.cache[require.resolve("@pulumi/pulumi/runtime/closure/v8.js")];
      (async () => {
        await sdk.require("./v8Hooks").isInitializedAsync();
        const before = sessions;
        const { file } = await getFunctionLocationAsync(require("semver").valid);
        console.log(JSON.stringify([before, file.includes("/semver/"), sessions]));
      })()`;
    expect(evaluate(script)).toEqual([0, true, 1]);
  });

  it.each([
    { env: {}, sent: ["mine", "yours"] },
    { env: { SLIPWAY_NO_DEBUG_LOG: "true" }, sent: ["yours"] },
  ])("must send debug messages only where they are wanted: $env", ({ env, sent }) => {
    const script = `const pulumi = require("@pulumi/pulumi");
      const settings = require("@pulumi/pulumi/runtime/settings");
      settings.resetOptions("project", "stack", -1, "127.0.0.1:1", "", false, "");
      const sent = [];
      settings.getEngine().log = (request, done) => done(sent.push(request.getMessage()));
      pulumi.log.debug("mine").then(() => pulumi.log.info("yours")).then(() => console.log(JSON.stringify(sent)))`;
    expect(evaluate(script, env)).toEqual(sent);
  });
});
