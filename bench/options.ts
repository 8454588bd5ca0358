import { Command, CommanderError, InvalidArgumentError } from "commander";
import { OURS, PEERS } from "./peers/index";

export interface BenchOptions {
  /** Containers in the work. Defaults to 50. */
  readonly n: number;
  /** Names of the peers, `slipway` first. */
  readonly peers: readonly string[];
  /** Rounds; a result is the median over them. Defaults to 5. */
  readonly runs: number;
  /** Seconds that one phase of one peer may take. Defaults to 600. */
  readonly timeoutSeconds: number;
  /** Print one JSON object instead of a table. Defaults to false. */
  readonly json: boolean;
  /** Measure only how long a large compose file takes to be read. Defaults to false. */
  readonly composeModel: boolean;
  /** Give the work as a compose file to `ComposeApp` and to Docker Compose, and change one service. Defaults to false. */
  readonly compose: boolean;
  /** Measure only `slipway exec` and its peers on ssh hosts. Defaults to false. */
  readonly exec: boolean;
  /** Measure only an `up` with nothing to do, over five ssh hosts and over one. Defaults to false. */
  readonly hosts: boolean;
  /** Measure only 100 workloads on a Kubernetes cluster, beside a bare program and kubectl. Defaults to false. */
  readonly kubernetes: boolean;
  /** Measure only the creation of six droplets beside one, in the lab. Defaults to false. */
  readonly droplets: boolean;
  /** Measure only how W(N) grows with N, on a simulated engine. Defaults to false. */
  readonly scale: boolean;
  /** Measure only one update over 200 simulated hosts. Defaults to false. */
  readonly fleet: boolean;
  /** Write the table to bench/RESULTS.md. Defaults to false. */
  readonly write: boolean;
}

const DEFAULT_PEERS = "api,cli,compose,terraform";

function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(
        `expected a whole number of at least ${least}, got "${text}".`,
      );
    return value;
  };
}

function peerNames(text: string): string[] {
  const all = Object.keys(PEERS);
  const names = text.split(",").map((name) => name.trim());
  const wanted = names.includes("all") ? all : names.filter((name) => name !== "");
  for (const name of wanted)
    if (!all.includes(name))
      throw new InvalidArgumentError(`expected some of ${all.join(", ")} or all, got "${name}".`);
  return [OURS, ...new Set(wanted.filter((name) => name !== OURS))];
}

/** Reads the command line. Returns the exit code instead where there is nothing to run (`--help`, a mistake). */
export function parseOptions(argv: readonly string[]): BenchOptions | number {
  const program = new Command("bench")
    .description("Measures W(N) through slipway and its peers, side by side on this machine.")
    .option("--n <count>", "containers in the work", integer(1), 50)
    .option(
      "--peers <names>",
      `comma-separated: ${Object.keys(PEERS).join(", ")}, or all; ${OURS} always takes part`,
      peerNames,
      peerNames(DEFAULT_PEERS),
    )
    .option("--runs <count>", "rounds; results are medians over them", integer(1), 5)
    .option("--timeout-seconds <count>", "limit of one phase of one peer", integer(1), 600)
    .option("--json", "print one JSON object instead of a table", false)
    .option(
      "--compose",
      "the work as a compose file, through ComposeApp and Docker Compose; one service is changed",
      false,
    )
    .option("--compose-model", "measure only the reading of a compose file of 50 services", false)
    .option(
      "--exec",
      "measure only a command on five ssh hosts, beside Ansible and salt-ssh",
      false,
    )
    .option(
      "--hosts",
      "measure only a no-op over five ssh hosts beside one over a local host",
      false,
    )
    .option(
      "--kubernetes",
      "measure only 100 workloads on a Kubernetes cluster, beside a bare program and kubectl",
      false,
    )
    .option(
      "--droplets",
      "measure only the creation of six droplets beside that of one, in the lab",
      false,
    )
    .option("--scale", "measure only how W(N) grows with N, on a simulated engine", false)
    .option("--fleet", "measure only one update over 200 simulated hosts", false)
    .option("--write", "write the table to bench/RESULTS.md", false)
    .exitOverride();
  try {
    program.parse([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return program.opts<BenchOptions>();
}
