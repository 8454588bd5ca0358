import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";

import type { Reach } from "../../../cli/lab/reach";
import { checkoutRoot } from "../../../toolchain/paths";
import { tryCommand } from "../../../toolchain/run-command";

const NAME = `ct-${process.pid}`;
const dir = mkdtempSync(join(tmpdir(), "slipway-ct-lab-"));
const runScript = join(checkoutRoot(), "toolchain/run.mjs");
const lab = (...args: string[]) =>
  tryCommand(process.execPath, [runScript, "lab", ...args, "--name", NAME]);

// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;
const WAIT = { timeout: 60_000, interval: 500 };

afterAll(async () => {
  await lab("down");
  rmSync(dir, { recursive: true });
}, 60_000);

it(
  "the lab's command must start a cluster that stays, say how to reach it, and take it away",
  async () => {
    const file = join(dir, "reach.json");
    const size = ["--hosts", "0", "--kubernetes", "--nodes", "fake:2"];
    const { code, stdout, stderr } = await lab("up", ...size, "--json", file);
    expect(code, stderr).toBe(0);
    const { kubernetes } = JSON.parse(readFileSync(file, "utf8")) as Reach;
    expect(stdout).toContain(`Kubernetes: ${kubernetes?.server}`);
    const env = { ...process.env, KUBECONFIG: kubernetes?.kubeconfigFile };
    const nodes = () =>
      tryCommand(kubernetes?.kubectl ?? "", ["get", "nodes", "-o", "name"], { env });
    expect((await nodes()).stdout).toBe("node/node-1\nnode/node-2\n");

    const ready = async () =>
      (await tryCommand(kubernetes?.kubectl ?? "", ["get", "nodes", "--no-headers"], { env }))
        .stdout;
    for (const [what, fault] of [
      ["kubernetes", "stop-api-server"],
      ["kubernetes", "expire-certificate"],
    ] as const) {
      expect((await lab("fault", what, fault)).code).toBe(0);
      const refused = await nodes();
      expect(refused.stderr).toMatch(fault === "expire-certificate" ? /expired/ : /refused|reset/);
      expect((await lab("fault", "kubernetes", "restore")).code).toBe(0);
      expect((await nodes()).stdout).toBe("node/node-1\nnode/node-2\n");
    }
    expect((await lab("fault", "node-1", "lose")).code).toBe(0);
    await vi.waitFor(async () => expect(await ready()).toMatch(/node-1 +NotReady/), WAIT);
    expect((await lab("fault", "node-1", "restore")).code).toBe(0);
    await vi.waitFor(async () => expect(await ready()).toMatch(/node-1 +Ready/), WAIT);
    const unknown = await lab("fault", "kubernetes", "cut");
    expect(unknown.stderr).toContain("no fault called cut, only stop-api-server,");

    expect((await lab("down")).code).toBe(0);
    expect(existsSync(kubernetes?.kubeconfigFile ?? "")).toBe(false);
    const running = await tryCommand("pgrep", ["-f", `${NAME}/kubernetes/`]);
    expect(running.stdout).toBe("");
  },
  BUILD_SECONDS * 1000,
);
