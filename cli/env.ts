import { dirname, delimiter } from "node:path";
import { cliEnvironment } from "../toolchain/pulumi/environment";
import { wrapperPath } from "../toolchain/pulumi/wrapper";
import { setup } from "../toolchain/setup";
import type { Word } from "./word";

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** `eval "$(node toolchain/run.mjs env)"`: a shell in which a plain `pulumi` is this checkout's. */
export const main: Word = async (_args, { dependencies }) => {
  const { root, cli, env } = await setup({ engine: false, quiet: true, dependencies });
  const { PATH: _ours, ...variables } = cliEnvironment(root, cli, env);
  const path = [dirname(wrapperPath(root)), env.PATH ?? ""].join(delimiter);
  for (const [name, value] of Object.entries({ ...variables, PATH: path }))
    process.stdout.write(`export ${name}=${quoted(value)}\n`);
  return 0;
};
