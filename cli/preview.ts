import { runCli } from "../toolchain/pulumi/run-cli";
import { setup } from "../toolchain/setup";
import { ensureStack } from "./ensure-stack";
import { DEFAULT_STACK, stackOption } from "./stack-option";
import type { Word } from "./word";

/** `npm run preview`: what `up` would do. */
export const main: Word = async (args, { dependencies }) => {
  const done = await setup({ quiet: true, dependencies });
  const { root, cli, env } = done;
  const named = stackOption(args) === undefined ? ["--stack", DEFAULT_STACK] : [];
  await ensureStack(done, stackOption(args) ?? DEFAULT_STACK);
  return runCli(root, cli, ["preview", ...named, ...args], { env, cwd: root });
};
