import { InvalidArgumentError } from "commander";
import { dockerMomentSeconds } from "../../model/docker-moment";
import { ownerOf } from "../../plugins/runtime/owner";
import { fits, readFleet, select } from "../fleet/fleet";
import { collect, withFleetOptions } from "../fleet/fleet-options";
import { clusterLogs } from "../fleet/kubernetes/cluster-logs";
import { openClusters } from "../fleet/kubernetes/open-clusters";
import { hostLogs } from "../fleet/logs/host-logs";
import { liveContainer } from "../fleet/logs/live-containers";
import type { LogLine } from "../fleet/logs/log-line";
import type { LogPlace } from "../fleet/logs/log-place";
import { readHistory } from "../fleet/logs/read-history";
import { Reorder } from "../fleet/logs/reorder";
import { Resumable } from "../fleet/logs/resumable";
import { openHosts } from "../fleet/open-hosts";
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

/** `slipway logs`: logs of a stack's containers on all its hosts and clusters, merged by time. */
export const main: SlipwayWord = async (args) => {
  const parsed = withFleetOptions(wordCommand("logs"))
    .description("Logs of a stack's containers, merged by time.")
    .argument("[workload...]", "only these; * for any letters")
    .option("--container <name>", "only this container, or pod", collect)
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
  const hosts = openHosts(fleet.hosts, options.freshLogin).map((host) => {
    const containers = fleet.containers.filter(({ provider }) => provider === host.provider);
    const declared = { containers, services: fleet.services };
    return hostLogs(host, (container) => liveContainer(container, declared, ownership, wanted));
  });
  const clusters = openClusters(fleet.clusters, fleet.dir).map((cluster) => {
    const here = fleet.controllers.filter(
      ({ provider, workload }) => provider === cluster.provider && fits(wanted.workload, workload),
    );
    return clusterLogs(cluster, here, wanted.container);
  });
  const places = [...hosts, ...clusters];
  try {
    return await untilInterrupted("logs", "leaving", (signal) => show(places, options, signal));
  } finally {
    places.forEach((place) => place.close());
  }
};

async function show(
  places: readonly LogPlace[],
  { since, tail, follow, timestamps, json }: LogsOptions,
  signal: AbortSignal,
): Promise<number> {
  const print = json ? printJson : printer(places, timestamps);
  const note = (text: string) => process.stderr.write(`slipway logs: ${text}\n`);
  const positions = new Map(places.map((place) => [place, new Map<string, Resumable>()]));
  const begin = { since, tail };
  let code: number = EXIT.ok;
  await readHistory(places, {
    from: begin,
    signal,
    onLine: (place, id, line) => {
      const here = positions.get(place)!;
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
    places.map((place) =>
      place.follow({
        begin,
        signal,
        onLine: (line) => live.add(line),
        onNote: note,
        positions: positions.get(place)!,
      }),
    ),
  );
  live.flush();
  return EXIT.ok; // Nobody ends it but the user.
}

function printer(places: readonly LogPlace[], timestamps: boolean): (line: LogLine) => void {
  const names = places.map(({ name }) => name);
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
