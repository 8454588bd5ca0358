import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { commandOf } from "../../../toolchain/pulumi/command-of";
import type { PulumiCli } from "../../../toolchain/pulumi/ensure-cli";
import { expectedProgram, mayAttach } from "../../../toolchain/pulumi/language-host";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-attach-"));
  mkdirSync(join(root, "node_modules/@pulumi/pulumi/cmd/run"), { recursive: true });
  writeFileSync(join(root, "node_modules/@pulumi/pulumi/cmd/run/index.js"), "");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function project(runtime: string): void {
  writeFileSync(join(root, "Pulumi.yaml"), `name: p\n${runtime}\n`);
}

describe("commandOf", () => {
  it("must find the command behind options and their values", () => {
    expect(commandOf(["-s", "dev", "--color", "never", "up", "--yes"])).toBe("up");
    expect(commandOf(["--stack=dev", "preview"])).toBe("preview");
    expect(commandOf(["--help"])).toBe("");
  });
});

describe("mayAttach", () => {
  const cli = { ownLanguageHost: true } as PulumiCli;
  const env = { PULUMI_BACKEND_URL: "file:///state" };

  it("must be for what runs programs or plugins, with our host and a backend of files", () => {
    for (const command of ["up", "preview", "destroy", "refresh"])
      expect(mayAttach(cli, env, [command])).toBe(true);
    expect(mayAttach(cli, env, ["about"])).toBe(false);
    expect(mayAttach({ ...cli, ownLanguageHost: false }, env, ["up"])).toBe(false);
    expect(mayAttach(cli, { PULUMI_BACKEND_URL: "https://api.pulumi.com" }, ["up"])).toBe(false);
  });

  it("must leave alone what the user has asked for", () => {
    for (const name of ["PULUMI_DEBUG_LANGUAGES", "PULUMI_LANGUAGE_NODEJS_RUN_PATH"])
      expect(mayAttach(cli, { ...env, [name]: "x" }, ["up"])).toBe(false);
  });
});

describe("expectedProgram", () => {
  it("must be what the project file says, from a folder in it too", () => {
    project("runtime: { name: nodejs, options: { nodeargs: '--a \"b c\"' } }");
    mkdirSync(join(root, "inner"));
    const { process, runs } = expectedProgram(["preview"], join(root, "inner"));
    expect(runs).toBe(1);
    expect(process).toMatchObject({ folder: root });
    expect(process!.nodeArgs.slice(-2)).toEqual(["--a", "b c"]);
    expect(process!.runner).toContain("cmd/run/index.js");
  });

  it("must be two of an up, a preview and the update", () => {
    project("runtime: nodejs");
    expect(expectedProgram(["up", "--yes"], root).runs).toBe(2);
    expect(expectedProgram(["up", "-f"], root).runs).toBe(1);
    expect(expectedProgram(["destroy"], root).runs).toBe(0);
  });

  it("must be nothing where it can't be told", () => {
    expect(expectedProgram(["up"], root).process).toBeUndefined();
    for (const runtime of ["runtime: python", "runtime: [", "main: app\nruntime: nodejs"]) {
      project(runtime);
      expect(expectedProgram(["up"], root).process).toBeUndefined();
    }
    project("runtime: nodejs");
    for (const option of ["--cwd=x", "-C", "--attach-debugger"])
      expect(expectedProgram(["up", option], root).process).toBeUndefined();
  });
});
