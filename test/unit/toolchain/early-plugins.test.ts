import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { startPluginsEarly } from "../../../toolchain/pulumi/early-plugins";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-early-"));
  const providers = ["ours", "theirs"].map((name) => ({ name, path: name }));
  writeFileSync(join(root, "Pulumi.yaml"), JSON.stringify({ name: "p", plugins: { providers } }));
  for (const { name } of providers) {
    mkdirSync(join(root, name));
    const script = `#!/bin/sh\necho "$@" "$TOKEN" >'${started(name)}.new'\nmv '${started(name)}.new' '${started(name)}'\n`;
    writeFileSync(join(root, name, `pulumi-resource-${name}`), script, { mode: 0o755 });
  }
  writeFileSync(join(root, "ours/plugin.cjs"), "");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const started = (name: string) => join(root, `${name}.started`);

it("starts the project's plugins that are built on our runtime, for that engine", async () => {
  startPluginsEarly(["preview"], root, 123, { ...process.env, TOKEN: "t" });
  await vi.waitFor(() => expect(existsSync(started("ours"))).toBe(true), 10_000);
  expect(readFileSync(started("ours"), "utf8")).toBe("--early=123 t\n");
  expect(existsSync(started("theirs"))).toBe(false);
});

it("starts none for a command without plugins, nor where there is no project", async () => {
  startPluginsEarly(["stack", "ls"], root, 123, process.env);
  rmSync(join(root, "Pulumi.yaml"));
  startPluginsEarly(["up"], root, 123, process.env);
  // What would have been started before this is there by then.
  writeFileSync(
    join(root, "Pulumi.yaml"),
    "name: p\nplugins: { providers: [{ name: ours, path: ours }] }\n",
  );
  startPluginsEarly(["up"], root, 456, process.env);
  await vi.waitFor(() => expect(existsSync(started("ours"))).toBe(true), 10_000);
  expect(readFileSync(started("ours"), "utf8")).toContain("456");
});
