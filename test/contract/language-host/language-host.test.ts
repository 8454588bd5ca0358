import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../../../toolchain/load-bundle.cjs";
import { pulumiBinary } from "../../support/pulumi-binary";
import { run, type RunResult } from "../../support/run";

const root = resolve(__dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "slipway-language-host-"));

/** As the CLI starts it, and as it is part of the wrapper, which the CLI attaches to. */
const WAYS = ["started", "attached"] as const;
let way: (typeof WAYS)[number];

/** Our language host in front of any other on the PATH, so that every CLI uses it. */
const env: Record<string, string | undefined> = {
  PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
  PULUMI_CONFIG_PASSPHRASE: "for tests only",
  PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  NO_COLOR: "1",
  PATH: `${join(root, "toolchain/language-host/bin")}:${process.env["PATH"]}`,
};

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config();
console.log("argument", process.execArgv.join(" "));
console.log("started by", process.connected ? "the wrapper" : "the CLI");
console.log("a dry run:", pulumi.runtime.isDryRun());
console.error("two lines\\non stderr, the last one unended");
process.stdout.write("unended");
if (config.get("mode") === "throw") throw new Error("thrown by the program");
if (config.get("mode") === "exit") process.exit(7);
if (config.get("mode") === "hang") setInterval(() => {}, 1000);
if (config.get("mode") === "component") {
  const remote = new pulumi.ComponentResource("tiny:index:Remote", "r", { greeting: undefined }, {}, true);
  exports.greeting = remote.greeting;
}
exports.who = config.get("who");
exports.token = config.getSecret("token");
exports.secretKnown = pulumi.isSecret(exports.token);
exports.dryRun = pulumi.runtime.isDryRun();
exports.stack = pulumi.getStack();
`;

const COMPONENT_PLUGIN = `
const pulumi = require("@pulumi/pulumi");
console.error("plugin on stderr");
pulumi.provider.main({
  version: "1.0.0",
  construct: async (name, type) => {
    const made = new pulumi.ComponentResource(type, name);
    return { urn: made.urn, state: { greeting: "hello from " + name } };
  },
}, process.argv.slice(2));
`;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** The wrapper attaches to none where a language host was asked for by hand. */
const environment = () => ({
  ...env,
  PULUMI_DEBUG_LANGUAGES: way === "started" ? "other:1" : undefined,
});

function pulumi(...args: string[]): Promise<RunResult> {
  return run(pulumiBinary(), [...args, "--non-interactive"], { cwd: folder, env: environment() });
}

async function outputs(): Promise<Record<string, unknown>> {
  const { stdout } = await pulumi("stack", "output", "--json", "--show-secrets");
  return JSON.parse(stdout) as Record<string, unknown>;
}

const up = () => pulumi("up", "--yes", "--skip-preview");

async function mode(name: string): Promise<void> {
  const set = await pulumi("config", "set", "mode", name);
  expect(set.code, set.stderr).toBe(0);
}

beforeAll(async () => {
  bundle("toolchain/language-host/main.ts");
  mkdirSync(join(folder, "state"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  write(
    "Pulumi.yaml",
    [
      "name: tiny",
      "runtime: { name: nodejs, options: { typescript: false, nodeargs: '--max-old-space-size=512' } }",
      "plugins: { providers: [{ name: tiny, path: plugin }] }",
    ].join("\n"),
  );
  write("package.json", JSON.stringify({ name: "tiny", dependencies: { "@pulumi/pulumi": "*" } }));
  write("index.js", PROGRAM);
  write("plugin/PulumiPlugin.yaml", "runtime: nodejs\n");
  write("plugin/package.json", JSON.stringify({ name: "tiny-plugin", main: "index.js" }));
  write("plugin/index.js", COMPONENT_PLUGIN);
  const init = await pulumi("stack", "init", "test");
  expect(init.code, init.stderr).toBe(0);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(WAYS)("the language host under the real CLI, %s", { timeout: 60_000 }, (given) => {
  beforeAll(() => {
    way = given;
    rmSync(join(folder, "Pulumi.test.yaml"), { force: true });
  });

  test("must run a program with its configuration, secrets and node arguments", async () => {
    await pulumi("config", "set", "who", "me");
    await pulumi("config", "set", "--secret", "token", "t0k3n");
    const result = await up();
    expect(result.code, result.stdout + result.stderr).toBe(0);
    expect(result.stdout).toContain("--max-old-space-size=512");
    expect(result.stdout).toContain(`started by ${way === "started" ? "the CLI" : "the wrapper"}`);
    for (const line of ["two lines", "on stderr, the last one unended", "unended"])
      expect(result.stdout.split("\n").map((each) => each.trim())).toContain(line);
    expect(result.stdout).not.toContain("t0k3n");
    expect(await outputs()).toMatchObject({
      who: "me",
      token: "t0k3n",
      dryRun: false,
      stack: "test",
    });
  });

  test("must end at once when the engine is done with it", async () => {
    const started = Date.now();
    const result = await pulumi("preview", "--expect-no-changes");
    expect(result.code, result.stdout + result.stderr).not.toBe(255);
    // The engine waits five seconds for a host that does not leave by itself.
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  test("must say what a program threw, once, and nothing of exit codes", async () => {
    await mode("throw");
    const result = await up();
    expect(result.code).not.toBe(0);
    expect(result.stdout).toContain("thrown by the program");
    expect(result.stdout).not.toContain("exited with code");
  });

  test("must name the exit code of a program that ends by itself", async () => {
    await mode("exit");
    const result = await up();
    expect(result.code).not.toBe(0);
    expect(result.stdout + result.stderr).toContain("the program exited with code 7");
  });

  test("must run a component plugin written for Node.js", async () => {
    await mode("component");
    const result = await up();
    expect(result.code, result.stdout + result.stderr).toBe(0);
    expect(await outputs()).toMatchObject({ greeting: "hello from r" });
  });

  test("must run it for the preview, and again for the update", async () => {
    await mode("none");
    const result = await pulumi("up", "--yes");
    expect(result.code, result.stdout + result.stderr).toBe(0);
    for (const dryRun of [true, false]) expect(result.stdout).toContain(`a dry run: ${dryRun}`);
    expect(await outputs()).toMatchObject({ dryRun: false });
  });

  test("must leave no process behind when the engine is killed", async () => {
    await mode("hang");
    const cli = spawn(pulumiBinary(), ["up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: folder,
      env: { ...process.env, ...environment() },
      stdio: "ignore",
    });
    const ended = new Promise((done) => cli.once("exit", done));
    await until(() => programs().length > 0);
    cli.kill("SIGKILL");
    await ended;
    await until(() => programs().length === 0);
    await pulumi("cancel", "--yes");
  });

  test("must tell of Node.js and the package manager", async () => {
    const result = await pulumi("about", "--json");
    expect(result.stdout).toContain(process.version);
    expect(result.stdout).toContain('"packagemanager":');
  });

  test("must say how to mend a missing SDK", async () => {
    const bare = mkdtempSync(join(tmpdir(), "slipway-language-host-bare-"));
    try {
      for (const file of ["Pulumi.yaml", "index.js", "package.json", "plugin"])
        cpSync(join(folder, file), join(bare, file), { recursive: true });
      const result = await run(
        pulumiBinary(),
        [
          "preview",
          "--non-interactive",
          "--stack",
          "test",
          "--config-file",
          join(folder, "Pulumi.test.yaml"),
        ],
        { cwd: bare, env: environment() },
      );
      expect(result.code).not.toBe(0);
      expect(result.stdout + result.stderr).toContain("run pulumi install");
    } finally {
      rmSync(bare, { recursive: true, force: true });
    }
  });

  test("must install a program's dependencies with its package manager", async () => {
    const fake = join(folder, "fake-bin");
    write("fake-bin/npm", '#!/bin/sh\necho "fake npm $*"\n');
    chmodSync(join(fake, "npm"), 0o755);
    const result = await run(pulumiBinary(), ["install", "--no-plugins", "--non-interactive"], {
      cwd: folder,
      env: { ...environment(), PATH: `${fake}:${env["PATH"]}` },
    });
    expect(result.code, result.stdout + result.stderr).toBe(0);
    expect(result.stdout).toContain("fake npm install");
  });
});

/** Programs that run, by what only they are started with. */
function programs(): string[] {
  return execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes("cmd/run") && line.includes("--max-old-space-size=512"));
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it did not come about within 20 s");
    await new Promise((done) => setTimeout(done, 100));
  }
}
