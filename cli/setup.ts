import { relative } from "node:path";
import { wrapperPath } from "../toolchain/pulumi/wrapper";
import { setup } from "../toolchain/setup";
import type { Word } from "./word";

/** `npm run setup`: everything that `up` and `test` need, and nothing more. */
export const main: Word = async (_args, { dependencies }) => {
  const { root } = await setup({ dependencies });
  const bin = relative(root, wrapperPath(root)).replace(/\/pulumi$/, "");
  process.stderr.write(`For a plain pulumi: export PATH="$PWD/${bin}:$PATH"\n`);
  return 0;
};
