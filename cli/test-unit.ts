import { checkoutRoot } from "../toolchain/paths";
import { summaryLine } from "./test-summary";
import { runVitest } from "./vitest-run";
import type { Word } from "./word";

/** `npm run test:unit`: what needs neither a Pulumi CLI nor a Docker engine. */
export const main: Word = async (args) => {
  const root = checkoutRoot();
  const filters = args.some((arg) => !arg.startsWith("-")) ? args : ["test/unit/", ...args];
  const summary = await runVitest(root, "vitest.config.mts", filters, process.env);
  process.stdout.write(`${summaryLine(summary)}\n`);
  return summary.failed === 0 ? 0 : 1;
};
