import { Command, CommanderError, InvalidArgumentError } from "commander";
import { EXIT } from "./exit-codes";

/** A word's command, whose mistakes begin as all of ours do. */
export function wordCommand(name: string): Command {
  return new Command(`slipway ${name}`).exitOverride().configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, `slipway ${name}: `)),
  });
}

/** Parses a word's arguments; the exit code where that is all there is to do. */
export function parseWord(command: Command, args: readonly string[]): number | undefined {
  try {
    command.parse([...args], { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

/** For an option that takes a whole number. */
export function wholeNumber(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        `Expected a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}.`,
      );
    return value;
  };
}
