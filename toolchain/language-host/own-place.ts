import { startChild } from "./child-process";
import type { ProgramPlace } from "./run-program";

/** Programs of a language host that the engine has started: they share its stdout, which the engine reads. */
export const OWN_PLACE: ProgramPlace = {
  start: ({ nodeArgs, runner, args, env }) =>
    startChild(process.execPath, [...nodeArgs, runner, ...args], {
      // Its stderr is read on the way, for what it says at its end.
      stdio: ["ignore", "inherit", "pipe"],
      env: { ...process.env, ...env },
    }),
  output: () => ({
    write: (_, chunk) => void process.stderr.write(chunk),
    end: () => Promise.resolve(),
  }),
};
