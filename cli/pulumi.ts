import { runCli } from "../toolchain/pulumi/run-cli";
import { setup } from "../toolchain/setup";
import type { Word } from "./word";

/** `npm run pulumi -- ARGS`: the CLI that set-up found, with this checkout's backend and passphrase. */
export const main: Word = async (args, { dependencies }) => {
  const { root, cli, env } = await setup({ engine: false, quiet: true, dependencies });
  return runCli(root, cli, args, { env });
};
