import type { Command } from "../measure/command";
import { runCommand } from "../measure/run-command";

/** Runs one step of an installation; its error holds the step's last lines. Returns what it printed. */
export async function installStep(command: Command): Promise<string> {
  const shown = command.argv.slice(0, 5).join(" ");
  let outcome;
  try {
    outcome = await runCommand(command);
  } catch (error) {
    throw new Error(`\`${shown}\` did not start: ${(error as Error).message}`, { cause: error });
  }
  if (outcome.exitCode !== 0) {
    const lines = outcome.tail.trim().split("\n").slice(-8).join("\n");
    throw new Error(`\`${shown}\` ended with ${outcome.exitCode}:\n${lines}`);
  }
  return outcome.stdout;
}
