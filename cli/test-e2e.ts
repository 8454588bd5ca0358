import { stopDaemon } from "../toolchain/docker/start-daemon";
import { checkoutRoot } from "../toolchain/paths";
import { setup } from "../toolchain/setup";
import { runScenarios } from "./run-scenarios";
import { wantedScenarios } from "./scenarios";
import { testEnvironment } from "./test-env";
import { summaryLine } from "./test-summary";
import type { Word } from "./word";

/** `npm run test:e2e -- SCENARIO …`: folders of test/e2e; all of them without an argument. */
export const main: Word = async (args, { dependencies }) => {
  const { names, options } = wantedScenarios(checkoutRoot(), args);
  const done = await setup({ dependencies });
  try {
    const env = testEnvironment(done);
    const summary = await runScenarios(done.root, names, options, env);
    process.stdout.write(`${summaryLine(summary)}\n`);
    return summary.failed === 0 ? 0 : 1;
  } finally {
    if (done.engine?.started !== undefined) await stopDaemon(done.engine.started);
  }
};
