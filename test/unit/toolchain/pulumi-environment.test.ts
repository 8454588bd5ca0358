import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Progress } from "../../../toolchain/progress";
import type { PulumiCli } from "../../../toolchain/pulumi/ensure-cli";
import { cliEnvironment } from "../../../toolchain/pulumi/environment";
import { ensureLocalBackend } from "../../../toolchain/pulumi/local-backend";

const built: PulumiCli = {
  file: "/cache/pulumi",
  version: "3.230.0",
  source: "Go modules",
  ownLanguageHost: true,
};
const official: PulumiCli = { ...built, source: "PATH", ownLanguageHost: false };
const silent = new Progress({ write: () => undefined });
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-environment-"));
  mkdirSync(join(root, ".slipway"));
  ensureLocalBackend(root, silent);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("without anything of the user's, state and passphrase must be the checkout's", () => {
  expect(cliEnvironment(root, official, {})).toEqual({
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_BACKEND_URL: `file://${root}/.slipway/state`,
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    PULUMI_CONFIG_PASSPHRASE_FILE: join(root, ".slipway/passphrase"),
  });
});

test("the user's backend must win, and get none of our secrets", () => {
  const env = { PULUMI_BACKEND_URL: "s3://bucket" };
  expect(cliEnvironment(root, official, env)).toEqual({ PULUMI_SKIP_UPDATE_CHECK: "true" });
});

test.each([{ PULUMI_CONFIG_PASSPHRASE: "" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "/mine" }])(
  "the user's passphrase %j must win",
  (env) => {
    expect(cliEnvironment(root, official, env)).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
  },
);

test("only a self-built CLI must get our language host", () => {
  expect(cliEnvironment(root, built, {})).toMatchObject({
    SLIPWAY_LANGUAGE_HOST: join(root, "toolchain/language-host/bin/pulumi-language-nodejs"),
  });
  expect(cliEnvironment(root, official, {})).not.toHaveProperty("SLIPWAY_LANGUAGE_HOST");
});

test("the passphrase must be long, its owner's alone, and stay", () => {
  const file = join(root, ".slipway/passphrase");
  const first = readFileSync(file, "utf8");
  expect(first.trim().length).toBeGreaterThanOrEqual(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, ".slipway/state")).mode & 0o777).toBe(0o700);
  ensureLocalBackend(root, silent);
  expect(readFileSync(file, "utf8")).toBe(first);
});
