import type { Command } from "commander";
import { DEFAULT_STACK } from "../stack-option";

/** Gives a word the options by which hosts are chosen. */
export function withFleetOptions(command: Command): Command {
  return command
    .option("-s, --stack <name>", "stack whose hosts are meant", DEFAULT_STACK)
    .option(
      "--on <selector>",
      "hosts: role=web,region=eu-* (both), role=web|api (either), role!=db, label.rack=b, web-1; more --on: or",
      collect,
      [],
    )
    .option("-C, --cwd <folder>", "folder of the Pulumi project; here by default")
    .option("--fresh-login", "log in to ssh hosts anew, and keep no login", false);
}

export function collect(value: string, all: readonly string[] | undefined): string[] {
  return [...(all ?? []), value];
}
