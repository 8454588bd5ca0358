import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

import { UserError } from "../toolchain/user-error";
import { down } from "./lab/down";
import { CLUSTER_FAULTS, NODE_FAULTS } from "./lab/cluster-faults";
import { fault, FAULTS } from "./lab/fault";
import { status } from "./lab/status";
import { up, type NodesOption } from "./lab/up";
import type { Word } from "./word";

/** More would not fit into the memory of a usual machine. */
const MOST_HOSTS = 100;

/** Each is a process of some 40 MiB. */
const MOST_FAKE_NODES = 20;

/** `npm run lab -- up|status|fault|down`: Docker hosts of their own on this machine, to try things on. */
export const main: Word = async (args) => {
  const program = new Command("lab").description("Docker hosts of their own on this machine.");
  const name = () =>
    new Option("--name <name>", "name of the lab").argParser(labName).default("lab");

  program
    .command("up")
    .description("Starts hosts, and lets them run.")
    .option("--hosts <number>", "how many: node1, node2, …", numberFrom(0, MOST_HOSTS), 3)
    .option("--bare", "without Docker; apt can install it", false)
    .option("--disk-mib <number>", "size of each engine's disk", numberFrom(32, 1_000_000))
    .addOption(
      new Option("--tcp <how>", "let the engines listen on the network").choices(["plain", "tls"]),
    )
    .option("--registry", "a registry of images, in the clear and open to all", false)
    .addOption(
      new Option("--registry-tls", "a registry with TLS and a password")
        .default(false)
        .conflicts("registry"),
    )
    .option("--kubernetes", "a Kubernetes cluster as well", false)
    .option("--nodes <what>", "its nodes: fake:NUMBER, or kubelet for the hosts", nodesOption, 3)
    .option("--digitalocean", "DigitalOcean's API as well, with droplets that are hosts", false)
    .addOption(name())
    .option("--json <file>", "where to write how to reach them")
    .action(up);
  program
    .command("status")
    .description("Says which labs there are, and how their hosts are.")
    .option("--json", "as JSON", false)
    .action(status);
  program
    .command("fault")
    .description("Breaks a host, the Kubernetes cluster or a fake node of it, or mends it.")
    .argument("<what>", "such as node1, kubernetes, or the fake node node-1")
    .argument(
      "<fault>",
      `of a host: ${names(FAULTS)}; of kubernetes: ${names(CLUSTER_FAULTS)}; of a fake node: ${names(NODE_FAULTS)}`,
    )
    .option("--delay-ms <number>", "slow: added to each packet, each way", numberFrom(1, 60_000))
    .option("--loss-percent <number>", "slow: of the packets, each way", numberFrom(1, 100))
    .option("--rate-kbit <number>", "slow: kilobits a second, each way", numberFrom(1, 10_000_000))
    .addOption(name())
    .action(fault);
  program
    .command("down")
    .description("Takes a lab away; nothing of it stays.")
    .addOption(name())
    .option("--all", "all that were started with up", false)
    .action(down);

  for (const command of [program, ...program.commands]) oneSentence(command);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
};

function names(faults: object): string {
  return Object.keys(faults).join(", ");
}

/** Mistakes after which one wants to know what there is instead. */
const UNKNOWN = [
  "unknownOption",
  "unknownCommand",
  "missingArgument",
  "excessArguments",
  "optionMissingArgument",
];

function oneSentence(command: Command): void {
  command.configureOutput({ outputError: () => undefined });
  command.exitOverride((error) => {
    if (error.exitCode === 0 || error.code === "commander.help") throw error;
    const mistake = error.message
      .replace(/^error: /, "")
      .replace(/\n.*/s, "")
      .replace(/\.$/, "");
    const unknown = UNKNOWN.some((code) => error.code === `commander.${code}`);
    throw new UserError(`lab: ${mistake}${unknown ? `; ${takes(command)}` : ""}.`);
  });
}

function takes(command: Command): string {
  const words = command.commands.map((each) => each.name());
  const own = command.registeredArguments.map((each) => each.name().toUpperCase());
  const flags = command.options.map(({ long }) => long ?? "");
  return `${command.name()} takes ${(words.length > 0 ? words : [...own, ...flags]).join(", ")}`;
}

function labName(text: string): string {
  // It is a part of paths of sockets and of the names of cgroups.
  if (/^[a-z][a-z0-9-]{0,19}$/.test(text)) return text;
  throw new InvalidArgumentError(
    "Expected at most 20 small letters, digits and dashes, a letter first.",
  );
}

function nodesOption(text: string): NodesOption {
  if (text === "kubelet") return text;
  const number = Number(/^fake:(\d+)$/.exec(text)?.[1]);
  if (number >= 1 && number <= MOST_FAKE_NODES) return number;
  throw new InvalidArgumentError(
    `Expected kubelet, or fake:NUMBER with a number from 1 to ${MOST_FAKE_NODES}.`,
  );
}

function numberFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}
