import { main as bench } from "../bench/main";
import { setup } from "../toolchain/setup";
import { testEnvironment } from "./test-env";
import type { Word } from "./word";

/** `npm run bench`: W(N) beside what a user would pick instead; see bench/. */
export const main: Word = async (args, { dependencies }) => {
  const done = await setup({ quiet: true, dependencies });
  Object.assign(process.env, testEnvironment(done));
  return bench(args);
};
