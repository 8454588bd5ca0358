import { InvalidArgumentError } from "commander";
import { dockerMomentSeconds } from "../../model/docker-moment";
import { ownerOf } from "../../plugins/runtime/owner";
import { readFleet, select } from "../fleet/fleet";
import { collect, withFleetOptions } from "../fleet/fleet-options";
import { followHost } from "../fleet/logs/follow-host";
import { liveContainer, type IsWanted } from "../fleet/logs/live-containers";
import type { LogLine } from "../fleet/logs/log-line";
import { readHistory } from "../fleet/logs/read-history";
import { Reorder } from "../fleet/logs/reorder";
import { Resumable } from "../fleet/logs/resumable";
import { openHosts, type OpenHost } from "../fleet/open-hosts";
import { Prefixes, wantsColour } from "../fleet/prefixes";
import { EXIT } from "./exit-codes";
import { parseWord, wholeNumber, wordCommand } from "./parse-word";
import { untilInterrupted } from "./until-interrupted";
import type { SlipwayWord } from "./word";

interface LogsOptions {
  stack: string;
  on: string[];
  cwd?: string;
  freshLogin: boolean;
  container?: string[];
  follow: boolean;
  since?: string;
  tail?: number;
  timestamps: boolean;
  json: boolean;
}

/** `slipway logs`: logs of a stack's containers on all its hosts, merged by time. */
export const main: SlipwayWord = async (args) => {
  const parsed = withFleetOptions(wordCommand("logs"))
    .description("Logs of a stack's containers, merged by time.")
    .argument("[workload...]", "only these; * for any letters")
    .option("--container <name>", "only this container", collect)
    .option("-f, --follow", "go on, also with containers that come later, until Ctrl-C", false)
    .option("--since <moment>", "10m, 2026-01-31T12:00:00Z, or seconds since 1970", moment)
    .option("-n, --tail <lines>", "at most the last so many lines of each", wholeNumber(0))
    .option("-t, --timestamps", "with the time of each line", false)
    .option("--json", "one JSON object for each line", false);
  const code = parseWord(parsed, args);
  if (code !== undefined) return code;
  const options = parsed.opts<LogsOptions>();
  const wanted = {
    workload: parsed.args.length === 0 ? undefined : parsed.args,
    container: options.container,
  };
  const fleet = await readFleet(options);
  select(fleet, wanted); // Says what there is where nothing fits.
  const ownership = {
    owner: ownerOf(fleet.env),
    urnPrefix: `urn:pulumi:${fleet.stack}::${fleet.project}::`,
  };
  const hosts = openHosts(fleet.hosts, options.freshLogin);
  const isWanted = (host: OpenHost): IsWanted => {
    const containers = fleet.containers.filter(({ provider }) => provider === host.provider);
    const declared = { containers, services: fleet.services };
    return (container) => liveContainer(container, declared, ownership, wanted);
  };
  try {
    return await untilInterrupted("logs", "leaving", (signal) =>
      show(hosts, isWanted, options, signal),
    );
  } finally {
    hosts.forEach(({ access }) => access.close());
  }
};

async function show(
  hosts: readonly OpenHost[],
  isWanted: (host: OpenHost) => IsWanted,
  { since, tail, follow, timestamps, json }: LogsOptions,
  signal: AbortSignal,
): Promise<number> {
  const print = json ? printJson : printer(hosts, timestamps);
  const note = (text: string) => process.stderr.write(`slipway logs: ${text}\n`);
  const positions = new Map(hosts.map(({ name }) => [name, new Map<string, Resumable>()]));
  const begin = { since, tail };
  let code: number = EXIT.ok;
  await readHistory(hosts, {
    wanted: isWanted,
    options: { ...begin, signal },
    onLine: ({ name }, id, line) => {
      const here = positions.get(name)!;
      const position = here.get(id) ?? new Resumable();
      here.set(id, position);
      position.take(line);
      print(line);
    },
    onFailure: ({ name }, container, why) => {
      // A lost host is told of by who follows it.
      if (!follow || container !== undefined)
        note(container === undefined ? `${name}: ${why}.` : `${name}/${container}: ${why}.`);
      if (container === undefined) code = EXIT.unreachable;
      else if (code === EXIT.ok) code = EXIT.failed;
    },
  });
  if (!follow || signal.aborted) return code;
  const live = new Reorder<LogLine>(({ time }) => time, print);
  await Promise.all(
    hosts.map((host) =>
      followHost(host.reopened(), {
        wanted: isWanted(host),
        begin,
        signal,
        onLine: (line) => live.add(line),
        onNote: note,
        positions: positions.get(host.name)!,
      }),
    ),
  );
  live.flush();
  return EXIT.ok; // Nobody ends it but the user.
}

function printer(hosts: readonly OpenHost[], timestamps: boolean): (line: LogLine) => void {
  const names = hosts.map(({ name }) => name);
  const stdout = new Prefixes(names, wantsColour(process.stdout));
  const stderr = new Prefixes(names, wantsColour(process.stderr));
  return ({ source, stream, time, text }) => {
    const prefixes = stream === "stdout" ? stdout : stderr;
    const line = `${prefixes.of(`${source.host}/${source.container}`)}${timestamps ? `${time} ` : ""}${text}\n`;
    process[stream].write(line);
  };
}

/** docs/fleet-commands.md describes it. */
function printJson({ source, time, stream, text }: LogLine): void {
  process.stdout.write(`${JSON.stringify({ time, ...source, stream, text })}\n`);
}

/** As the engine takes it. */
function moment(text: string): string {
  const seconds = dockerMomentSeconds(text, Date.now() / 1000);
  if (seconds === undefined)
    throw new InvalidArgumentError(
      "Expected a duration such as 10m, a time such as 2026-01-31T12:00:00Z, or seconds since 1970.",
    );
  return seconds.toFixed(9);
}
