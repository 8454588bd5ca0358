import { stackLabel } from "../../model/labels";
import { isEngineError } from "../../plugins/docker/client/engine-error";
import { ownerOf } from "../../plugins/runtime/owner";
import { compareWithState, tally, type ComparedContainer, type ServiceTally } from "../fleet/drift";
import { fits, readFleet, select, type Fleet } from "../fleet/fleet";
import { withFleetOptions } from "../fleet/fleet-options";
import { findContainers } from "../fleet/found-containers";
import {
  compareController,
  compareStray,
  type ComparedController,
} from "../fleet/kubernetes/compare-pods";
import type { DeclaredController } from "../fleet/kubernetes/controllers-in-state";
import { openClusters, type OpenCluster } from "../fleet/kubernetes/open-clusters";
import { findControllers } from "../fleet/kubernetes/pods";
import { findStrays } from "../fleet/kubernetes/strays";
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

type ClusterAnswer =
  | { cluster: OpenCluster; controllers: ComparedController[] }
  | { cluster: OpenCluster; error: string };

/** `slipway ps`: what runs where, beside what the state has. */
export const main: SlipwayWord = async (args) => {
  const command = withFleetOptions(wordCommand("ps"))
    .description(
      "What runs on the hosts and clusters of a stack, and how it differs from the state.",
    )
    .argument("[workload...]", "only these; * for any letters")
    .option("--json", "one JSON document", false);
  const code = parseWord(command, args);
  if (code !== undefined) return code;
  const options = command.opts<PsOptions>();
  const fleet = await readFleet(options);
  const workload = command.args.length === 0 ? undefined : command.args;
  const { services, controllers } = select(fleet, { workload }); // Says what there is where nothing fits.
  const hosts = openHosts(fleet.hosts, options.freshLogin);
  const clusters = openClusters(fleet.clusters, fleet.dir);
  try {
    const [answers, clusterAnswers] = await Promise.all([
      Promise.all(hosts.map((host) => ask(host, fleet, workload))),
      Promise.all(clusters.map((cluster) => askCluster(cluster, controllers, fleet, workload))),
    ]);
    const failed = [...answers, ...clusterAnswers].some((answer) => "error" in answer);
    const found = answers.flatMap((answer) => ("error" in answer ? [] : answer.containers));
    const tallies = tally(services, found, !failed && options.on.length === 0);
    process.stdout.write(
      options.json
        ? asJson(fleet, answers, tallies, clusterAnswers)
        : asTable(answers, tallies, clusterAnswers),
    );
    if (!options.json) {
      for (const answer of answers)
        if ("error" in answer) tellFailure(answer.host.name, answer.error);
      for (const answer of clusterAnswers)
        if ("error" in answer) tellFailure(answer.cluster.name, answer.error);
    }
    return failed ? EXIT.unreachable : EXIT.ok;
  } finally {
    hosts.forEach(({ access }) => access.close());
    clusters.forEach(({ api }) => api.close());
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

async function askCluster(
  cluster: OpenCluster,
  controllers: readonly DeclaredController[],
  { project, stack, controllers: all, controllerUids: known }: Fleet,
  wanted: readonly string[] | undefined,
): Promise<ClusterAnswer> {
  const isHere = ({ provider }: DeclaredController) => provider === cluster.provider;
  const here = controllers.filter(isHere);
  try {
    // Also where it has nothing: whether it answers is a part of the answer.
    await cluster.connect();
    const label = stackLabel(project, stack);
    const strays = await findStrays(cluster, all.filter(isHere), { known, stackLabel: label });
    const [found, beyond] = await Promise.all([
      findControllers(cluster, here),
      findControllers(
        cluster,
        strays.filter(({ workload }) => fits(wanted, workload)),
      ),
    ]);
    // One may have gone since it was listed.
    const there = beyond.filter(({ live }) => live !== undefined);
    return { cluster, controllers: [...found.map(compareController), ...there.map(compareStray)] };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { cluster, error: error.message };
  }
}

function tellFailure(name: string, error: string): void {
  process.stderr.write(`slipway ps: ${name}: ${error}.\n`);
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

function asTable(
  answers: readonly Answer[],
  tallies: readonly ServiceTally[],
  clusters: readonly ClusterAnswer[],
): string {
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
  for (const answer of clusters) if (!("error" in answer)) rows.push(...podRows(answer));
  return rows.length === 0 ? "" : textTable(HEADING, rows);
}

/** A row for each pod, and one for what is to be said of all pods of a controller. */
function podRows({
  cluster: { name },
  controllers,
}: {
  cluster: OpenCluster;
  controllers: readonly ComparedController[];
}): string[][] {
  return controllers.flatMap(({ declared, drift, pods }) => [
    ...pods.map((pod) => [
      pod.node === undefined ? name : `${name}/${pod.node}`,
      pod.workload,
      "",
      pod.pod,
      pod.state,
      pod.ready === undefined ? "" : pod.ready ? "ready" : "not ready",
      pod.image,
      shortDigest(pod.digest),
      pod.since === undefined ? "" : ago(pod.since),
      pod.drift.map(({ text }) => text).join(", "),
    ]),
    ...drift.map(({ text }) => [
      name,
      declared.workload,
      "",
      `${declared.kind} ${declared.name}`,
      "-",
      ...["", "", "", "", text],
    ]),
  ]);
}

/** docs/fleet-commands.md describes it. */
function asJson(
  { stack }: Fleet,
  answers: readonly Answer[],
  tallies: readonly ServiceTally[],
  clusterAnswers: readonly ClusterAnswer[],
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
  const clusters = clusterAnswers.map((answer) => ({
    cluster: answer.cluster.name,
    address: answer.cluster.where,
    ...("error" in answer
      ? { reachable: false, error: answer.error, controllers: [] }
      : { reachable: true, controllers: answer.controllers.map(controllerJson) }),
  }));
  const document = {
    stack,
    hosts,
    ...(services.length > 0 && { services }),
    ...(clusters.length > 0 && { clusters }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function controllerJson({ declared, ready, wanted, drift, pods }: ComparedController) {
  const { workload, kind, namespace, name } = declared;
  return {
    ...{ workload, kind, namespace, name, ready, wanted, drift },
    pods: pods.map(({ workload: _, namespace: __, ...pod }) => pod),
  };
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
