import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { wrapperPath } from "../toolchain/pulumi/wrapper";
import { runCli } from "../toolchain/pulumi/run-cli";
import { setup, type Setup } from "../toolchain/setup";
import { ensureStack } from "./ensure-stack";
import { DEFAULT_STACK, stackOption } from "./stack-option";
import type { Word } from "./word";

/** The stack's output `url`; undefined where it has none. */
async function urlOutput({ root, env }: Setup, stack: string): Promise<string | undefined> {
  const args = ["stack", "output", "url", "--stack", stack];
  try {
    const result = await promisify(execFile)(wrapperPath(root), args, { cwd: root, env });
    return result.stdout.trim() || undefined;
  } catch {
    return undefined; // a program without that output is no fault
  }
}

/** `npm run up`: set-up, then `pulumi up` of the dev stack, or of the one named with --stack. */
export const main: Word = async (args, { dependencies }) => {
  const done = await setup({ dependencies });
  const { root, cli, env, engine } = done;
  const stack = stackOption(args) ?? DEFAULT_STACK;
  await ensureStack(done, stack);
  // Dev is quick to mend, so it gets no second run for a preview; elsewhere the preview is shown.
  const ours = stack === DEFAULT_STACK ? ["--yes", "--skip-preview"] : ["--yes"];
  const named = stackOption(args) === undefined ? ["--stack", stack] : [];
  const code = await runCli(root, cli, ["up", ...ours, ...named, ...args], { env, cwd: root });
  if (code !== 0) return code;
  if (engine?.started !== undefined)
    process.stdout.write(
      `The Docker engine was started by this command and goes on running (pid ${engine.started.pid ?? "unknown"}).\n`,
    );
  const url = await urlOutput(done, stack);
  if (url !== undefined) process.stdout.write(`${url}\n`);
  return 0;
};
