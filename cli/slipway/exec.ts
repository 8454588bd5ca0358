import { InvalidArgumentError } from "commander";
import { batchSize } from "../../model/rollout";
import type { Command } from "../../plugins/slipway/client/command";
import { UserError } from "../../toolchain/user-error";
import { asJson, exitCodeOf, summaryTable, type Outcome } from "../fleet/exec/outcome";
import { runInBatches } from "../fleet/exec/run-in-batches";
import { runOn } from "../fleet/exec/run-target";
import { targetsOf, type Target } from "../fleet/exec/targets";
import { readFleet } from "../fleet/fleet";
import { collect, withFleetOptions } from "../fleet/fleet-options";
import { openClusters } from "../fleet/kubernetes/open-clusters";
import { openHosts, type OpenHost } from "../fleet/open-hosts";
import { Prefixes, wantsColour } from "../fleet/prefixes";
import { parseWord, wholeNumber, wordCommand } from "./parse-word";
import { untilInterrupted } from "./until-interrupted";
import type { SlipwayWord } from "./word";

const CONCURRENCY = 16;
const TIMEOUT_SECONDS = 300;
/** Bytes of each output that `--json` shows. */
const JSON_OUTPUT_BYTES = 1024 * 1024;
const MOST_SECONDS = 86_400;

interface ExecOptions {
  stack: string;
  on: string[];
  cwd?: string;
  freshLogin: boolean;
  in?: string[];
  container?: string[];
  image?: string;
  network?: string[];
  user?: string;
  workdir?: string;
  env?: string[];
  stdin: boolean;
  concurrency: number;
  batch?: number | `${number}%`;
  maxFailures?: number;
  timeout: number;
  json: boolean;
}

/** `slipway exec`: one command on many hosts, or in many containers. */
export const main: SlipwayWord = async (args) => {
  const parsed = withFleetOptions(wordCommand("exec"))
    .description(
      "Runs a command on the hosts of a stack, in containers or pods, or in a container of its own on each host.",
    )
    .usage("[options] -- PROGRAM [ARGUMENT...]")
    .argument("<command...>", "program and arguments; no shell sees them")
    .passThroughOptions()
    .option(
      "--in <workload>",
      "in every container or pod of a workload; * for any letters",
      collect,
    )
    .option("--container <name>", "in this container", collect)
    .option("--image <image>", "in a container of its own from this image, which goes afterwards")
    .option("--network <name>", "network that the container of --image joins", collect)
    .option("-u, --user <name>", "who runs it; by default who logs in, or the image's user")
    .option("-w, --workdir <folder>", "where; by default the user's home, or the image's folder")
    .option("-e, --env <variable>", "NAME=VALUE, or NAME with the value that it has here", collect)
    .option("--stdin", "give each what comes on standard input here", false)
    .option("--concurrency <n>", "at a time", wholeNumber(1), CONCURRENCY)
    .option("--batch <n>", "a number or a share such as 25%; each waits for the one before", batch)
    .option(
      "--max-failures <n>",
      "with more, nothing more is started; 0 by default with --batch, else no limit",
      wholeNumber(0),
    )
    .option(
      "--timeout <seconds>",
      "for each: time to connect in, and time to run in",
      wholeNumber(1, MOST_SECONDS),
      TIMEOUT_SECONDS,
    )
    .option("--json", "one JSON document at the end, instead of lines and a table", false);
  const code = parseWord(parsed, args);
  if (code !== undefined) return code;
  const options = parsed.opts<ExecOptions>();
  checkPlace(options);
  const command = commandOf(parsed.args, options, await inputOf(options));
  const fleet = await readFleet(options);
  const hosts = openHosts(fleet.hosts, options.freshLogin);
  const clusters = openClusters(fleet.clusters, fleet.dir);
  try {
    const targets = await targetsOf(
      fleet,
      { hosts, clusters },
      {
        ...options,
        timeoutSeconds: options.timeout,
        onPull: tellPull(options.json),
      },
    );
    const outcomes = await run(targets, command, options);
    if (options.json) process.stdout.write(asJson(fleet.stack, command.argv, outcomes));
    else process.stderr.write(summaryTable(outcomes));
    return exitCodeOf(outcomes);
  } finally {
    hosts.forEach(({ access }) => access.close());
    clusters.forEach(({ api }) => api.close());
  }
};

async function run(
  targets: readonly Target[],
  command: Command,
  options: ExecOptions,
): Promise<Outcome[]> {
  const names = targets.map(nameOf);
  const stdout = new Prefixes(names, wantsColour(process.stdout));
  const stderr = new Prefixes(names, wantsColour(process.stderr));
  const show = (target: Target) => (line: string, from: "stdout" | "stderr") => {
    if (options.json) return;
    if (from === "stdout") process.stdout.write(`${stdout.of(nameOf(target))}${line}\n`);
    else process.stderr.write(`${stderr.of(nameOf(target))}${line}\n`);
  };
  const plan = {
    concurrency: options.concurrency,
    batchSize:
      options.batch === undefined ? targets.length : batchSize(options.batch, targets.length),
    maxFailures: options.maxFailures ?? (options.batch === undefined ? Infinity : 0),
  };
  const results = await untilInterrupted("exec", "ending the commands", (signal) =>
    runInBatches(
      targets,
      plan,
      (target) => runOn(target, command, signal, show(target)),
      ({ status }) => status !== "ok",
      signal,
    ),
  );
  return results.map((result, index): Outcome => {
    const { host, workload, container } = targets[index]!;
    return result ?? { host: host.name, workload, container, status: "not-run" };
  });
}

/** `web-1`, or `web-1/web-0-f4c288a` */
function nameOf({ host, container }: Target): string {
  return container === undefined ? host.name : `${host.name}/${container}`;
}

function checkPlace({ in: workload, container, image, network }: ExecOptions): void {
  if (image !== undefined && (workload !== undefined || container !== undefined))
    throw new UserError("--image makes a container of its own: leave out --in and --container.");
  if (image === undefined && network !== undefined)
    throw new UserError("--network is for the container of --image.");
}

function commandOf(
  argv: readonly string[],
  { env = [], user, workdir, timeout, json }: ExecOptions,
  stdin: string | undefined,
): Command {
  return {
    argv,
    env: Object.fromEntries(env.map(variable)),
    ...(stdin !== undefined && { stdin }),
    ...(user !== undefined && { user }),
    ...(workdir !== undefined && { workdir }),
    timeoutSeconds: timeout,
    maxOutputBytes: json ? JSON_OUTPUT_BYTES : 0,
  };
}

function variable(text: string): [string, string] {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? process.env[name] : text.slice(at + 1);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new UserError(`--env: ${JSON.stringify(name)} can't be the name of a variable.`);
  if (value === undefined)
    throw new UserError(`--env ${name}: there is no such variable here; give NAME=VALUE.`);
  return [name, value];
}

async function inputOf({ stdin }: ExecOptions): Promise<string | undefined> {
  if (!stdin) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function batch(text: string): number | `${number}%` {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  const share = /^(\d+(\.\d+)?)%$/.exec(text)?.[1];
  if (share !== undefined && Number(share) > 0 && Number(share) <= 100) return `${Number(share)}%`;
  throw new InvalidArgumentError("Expected a number of 1 or more, or a share such as 25%.");
}

function tellPull(json: boolean): (host: OpenHost, status: string) => void {
  const told = new Set<string>();
  return ({ name }, status) => {
    if (json || told.has(name)) return;
    told.add(name);
    process.stderr.write(`${name}: ${status}\n`);
  };
}
