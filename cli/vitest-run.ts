import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { localDir } from "../toolchain/paths";
import { summarize, type Summary } from "./test-summary";

let runs = 0;

/**
 * Runs vitest with a configuration of this checkout, for the terminal, and counts what it did.
 *
 * @param log a file that gets the output instead of the terminal.
 */
export async function runVitest(
  root: string,
  config: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  log?: string,
): Promise<Summary> {
  const folder = resultsFolder(root);
  const report = join(folder, `${config.replace(/\W+/g, "-")}-${process.pid}-${++runs}.json`);
  rmSync(report, { force: true });
  const out = log === undefined ? "inherit" : openSync(log, "w");
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
      { cwd: root, env, stdio: ["inherit", out, out] },
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
  if (typeof out === "number") closeSync(out);
  try {
    return summarize(readFileSync(report, "utf8"), code);
  } catch {
    return summarize(undefined, code);
  } finally {
    rmSync(report, { force: true });
  }
}

/** Where runs leave what they found. */
export function resultsFolder(root: string): string {
  const folder = join(localDir(root), "test-results");
  mkdirSync(folder, { recursive: true });
  return folder;
}
