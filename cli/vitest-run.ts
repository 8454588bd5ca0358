import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { localDir } from "../toolchain/paths";
import { summarize, type Summary } from "./test-summary";

/** Runs vitest with a configuration of this checkout, for the terminal, and counts what it did. */
export async function runVitest(
  root: string,
  config: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<Summary> {
  const folder = join(localDir(root), "test-results");
  const report = join(folder, `${config.replace(/\W+/g, "-")}-${process.pid}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const code = await new Promise<number>((resolve, reject) => {
    const vitest = spawn(
      process.execPath,
      [
        join(root, "node_modules/vitest/vitest.mjs"),
        "run",
        `--config=${config}`,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
        ...args,
      ],
      { cwd: root, env, stdio: "inherit" },
    );
    // Ctrl-C reaches vitest from the terminal; we stay to clean up after it.
    const forward = (signal: NodeJS.Signals) => {
      if (signal === "SIGTERM" || !process.stdin.isTTY) vitest.kill(signal);
    };
    process.on("SIGINT", forward).on("SIGTERM", forward);
    vitest.once("error", reject);
    vitest.once("close", (exitCode) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve(exitCode ?? 1);
    });
  });
  try {
    return summarize(readFileSync(report, "utf8"), code);
  } catch {
    return summarize(undefined, code);
  } finally {
    rmSync(report, { force: true });
  }
}
