import { stopDaemon } from "../toolchain/docker/start-daemon";
import { setup } from "../toolchain/setup";
import { runScenarios } from "./run-scenarios";
import { scenarios } from "./scenarios";
import { testEnvironment } from "./test-env";
import { addUp, summaryLine, type Summary } from "./test-summary";
import { runVitest } from "./vitest-run";
import type { Word } from "./word";

const CRASHED: Summary = { passed: 0, failed: 1, skipped: 0 };

/** `npm test`: every test there is. The last line counts them. */
export const main: Word = async (args, { dependencies }) => {
  const summaries: Summary[] = [];
  try {
    const done = await setup({ dependencies });
    try {
      const env = testEnvironment(done);
      // A filter need not fit both kinds of test.
      const wanted = args.length > 0 ? ["--passWithNoTests", ...args] : [];
      summaries.push(await runVitest(done.root, "vitest.config.mts", wanted, env));
      summaries.push(await runScenarios(done.root, scenarios(done.root), wanted, env));
    } finally {
      if (done.engine?.started !== undefined) await stopDaemon(done.engine.started);
    }
  } catch (error) {
    // Without set-up nothing was tested: that is a failure too, and the last line says so.
    const { message, stack, isUserError } = error as Error & { isUserError?: boolean };
    process.stderr.write(`slipway: ${isUserError === true ? message : stack}\n`);
    summaries.push(CRASHED);
  }
  const total = addUp(summaries);
  process.stdout.write(`${summaryLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
};
