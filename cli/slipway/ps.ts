import { isEngineError } from "../../plugins/docker/client/engine-error";
import { ownerOf } from "../../plugins/runtime/owner";
import { compareWithState, tally, type ComparedContainer, type ServiceTally } from "../fleet/drift";
import { fits, readFleet, select, type Fleet } from "../fleet/fleet";
import { withFleetOptions } from "../fleet/fleet-options";
import { findContainers } from "../fleet/found-containers";
import { openHosts, type OpenHost } from "../fleet/open-hosts";
import { textTable } from "../fleet/text-table";
import { EXIT } from "./exit-codes";
import { parseWord, wordCommand } from "./parse-word";
import type { SlipwayWord } from "./word";

interface PsOptions {
  stack: string;
  on: string[];
  cwd?: string;
  freshLogin: boolean;
  json: boolean;
}

type Answer =
  { host: OpenHost; containers: ComparedContainer[] } | { host: OpenHost; error: string };

/** `slipway ps`: what runs where, beside what the state has. */
export const main: SlipwayWord = async (args) => {
  const command = withFleetOptions(wordCommand("ps"))
    .description("What runs on the hosts of a stack, and how it differs from the state.")
    .argument("[workload...]", "only these; * for any letters")
    .option("--json", "one JSON document", false);
  const code = parseWord(command, args);
  if (code !== undefined) return code;
  const options = command.opts<PsOptions>();
  const fleet = await readFleet(options);
  const workload = command.args.length === 0 ? undefined : command.args;
  const { services } = select(fleet, { workload }); // Says what there is where nothing fits.
  const hosts = openHosts(fleet.hosts, options.freshLogin);
  try {
    const answers = await Promise.all(hosts.map((host) => ask(host, fleet, workload)));
    const failed = answers.some((answer) => "error" in answer);
    const found = answers.flatMap((answer) => ("error" in answer ? [] : answer.containers));
    const tallies = tally(services, found, !failed && options.on.length === 0);
    process.stdout.write(
      options.json ? asJson(fleet, answers, tallies) : asTable(answers, tallies),
    );
    if (!options.json) for (const answer of answers) tellFailure(answer);
    return failed ? EXIT.unreachable : EXIT.ok;
  } finally {
    hosts.forEach(({ access }) => access.close());
  }
};

async function ask(
  host: OpenHost,
  fleet: Fleet,
  wanted: readonly string[] | undefined,
): Promise<Answer> {
  const containers = fleet.containers.filter(({ provider }) => provider === host.provider);
  const { services } = fleet;
  const urnPrefix = `urn:pulumi:${fleet.stack}::${fleet.project}::`;
  try {
    const ownership = { owner: ownerOf(fleet.env), urnPrefix };
    const found = await findContainers(host.access.engine, { containers, services }, ownership);
    const compared = compareWithState(containers, found, services);
    return { host, containers: compared.filter(({ workload }) => fits(wanted, workload)) };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { host, error: error.message };
  }
}

function tellFailure(answer: Answer): void {
  if ("error" in answer)
    process.stderr.write(`slipway ps: ${answer.host.name}: ${answer.error}.\n`);
}

const HEADING = [
  "HOST",
  "WORKLOAD",
  "REPLICA",
  "CONTAINER",
  "STATE",
  "HEALTH",
  "IMAGE",
  "DIGEST",
  "SINCE",
  "DRIFT",
];

function asTable(answers: readonly Answer[], tallies: readonly ServiceTally[]): string {
  const rows = answers.flatMap((answer) =>
    "error" in answer
      ? []
      : answer.containers.map(({ workload, replica, name, found, drift }) => [
          answer.host.name,
          workload,
          replica === undefined ? "" : String(replica),
          name,
          found?.state ?? "-",
          found?.health ?? "",
          found?.image ?? "",
          found === undefined ? "" : shortDigest(found.digest),
          found === undefined ? "" : ago(found.since),
          drift.map(({ text }) => text).join(", "),
        ]),
  );
  for (const { service, drift } of tallies)
    for (const { text } of drift)
      rows.push(["-", service.workload, "", service.name, "-", "", "", "", "", text]);
  return rows.length === 0 ? "" : textTable(HEADING, rows);
}

/** docs/fleet-commands.md describes it. */
function asJson(
  { stack }: Fleet,
  answers: readonly Answer[],
  tallies: readonly ServiceTally[],
): string {
  const hosts = answers.map((answer) => ({
    host: answer.host.name,
    address: answer.host.access.where,
    ...("error" in answer
      ? { reachable: false, error: answer.error, containers: [] }
      : {
          reachable: true,
          containers: answer.containers.map(({ workload, replica, name, found, drift }) => ({
            workload,
            ...(replica !== undefined && { replica }),
            container: name,
            ...(found && {
              id: found.id,
              state: found.state,
              ...(found.health !== undefined && { health: found.health }),
              image: found.image,
              imageId: found.imageId,
              digest: found.digest,
              since: found.since,
            }),
            drift,
          })),
        }),
  }));
  const services = tallies.map(({ service: { workload, name, replicas }, running, drift }) => ({
    workload,
    service: name,
    ...(replicas !== undefined && { replicas }),
    running,
    drift,
  }));
  const document = { stack, hosts, ...(services.length > 0 && { services }) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function shortDigest(digest: string): string {
  return digest.replace(/^.*sha256:/, "").slice(0, 12);
}

/** `35 s`, `12 min`, `5 h`, `3 d` */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1000));
  if (Number.isNaN(seconds)) return "";
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
