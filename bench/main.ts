import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { checkoutRoot } from "../toolchain/paths";
import { benchComposeModel } from "./compose-model";
import { benchExec } from "./exec/bench-exec";
import { benchDroplets } from "./digitalocean/bench-droplets";
import { BENCH_IMAGE, ensureBenchImage } from "./docker/bench-image";
import { EngineApi } from "./docker/engine-api";
import { sweep } from "./docker/sweep";
import { benchHosts } from "./hosts/bench-hosts";
import { benchKubernetes } from "./kubernetes/bench-kubernetes";
import { lockBench } from "./lock";
import { parseOptions, type BenchOptions } from "./options";
import { COMPOSE_PEERS, PEERS } from "./peers/index";
import type { Peer } from "./peers/peer";
import { currentLoad, machineLine } from "./report/machine";
import { makeReport, type Report } from "./report/report";
import { writeResults } from "./report/results-file";
import { textTable } from "./report/table";
import { benchFleet, benchScale } from "./simulated/bench-simulated";
import { runRounds } from "./rounds";

const progress = (message: string): void => {
  process.stderr.write(`${message}\n`);
};

/** Runs the bench with these arguments. Returns the exit code: 0 only if every peer gave every number. */
export async function main(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (typeof options === "number") return options;
  if (options.composeModel) return benchComposeModel();
  if (options.exec) return benchExec(options);
  if (options.hosts) return benchHosts(options);
  if (options.kubernetes) return benchKubernetes(options);
  if (options.droplets) return benchDroplets(options);
  if (options.scale) return benchScale(options);
  if (options.fleet) return benchFleet(options);
  const stop = new AbortController();
  const onSignal = (): void => {
    progress("Stopping: the running phase is ended and its objects are removed.");
    stop.abort(new Error("The bench was interrupted."));
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  let unlock: (() => void) | undefined;
  const api = new EngineApi();
  try {
    unlock = lockBench();
    const { report, machine } = await run(options, api, stop.signal);
    process.stdout.write(`${options.json ? JSON.stringify(report) : textTable(report)}\n`);
    for (const error of report.errors) progress(`error: ${error}`);
    if (options.write) writeResults(join(checkoutRoot(), "bench/RESULTS.md"), report, machine);
    return report.errors.length > 0 || stop.signal.aborted ? 1 : 0;
  } catch (error) {
    progress(`bench: ${(error as Error).message}`);
    return 1;
  } finally {
    api.close();
    unlock?.();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

async function run(
  options: BenchOptions,
  api: EngineApi,
  signal: AbortSignal,
): Promise<{ report: Report; machine: string }> {
  const machine = await machineLine(api);
  const imageId = await ensureBenchImage(api);
  const errors = await sweep(api);
  const peers: Peer[] = [];
  const tools: Record<string, string> = {};
  const all = options.compose ? COMPOSE_PEERS : PEERS;
  for (const name of options.compose ? Object.keys(all) : options.peers) {
    signal.throwIfAborted();
    const peer = all[name]?.();
    if (peer === undefined) continue;
    progress(`${name}: preparing (a first time may take minutes)`);
    try {
      tools[name] = await peer.prepare();
      peers.push(peer);
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  const load = currentLoad();
  const { n, runs, timeoutSeconds } = options;
  const id = randomBytes(3).toString("hex");
  const changed = options.compose ? 1 : n;
  const input = { api, peers, n, changed, runs, timeoutSeconds, image: BENCH_IMAGE, imageId, id };
  const rounds = await runRounds({ ...input, progress, signal });
  errors.push(...rounds.errors, ...(await sweep(api)));
  return { report: makeReport({ n, load, runs, tools, errors }, rounds.samples), machine };
}

if (require.main === module)
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
