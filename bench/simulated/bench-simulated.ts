import type { DockerHostArgs } from "../../components/hosts/docker-host";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BENCH_IMAGE, ensureBenchImage } from "../docker/bench-image";
import { EngineApi } from "../docker/engine-api";
import { measure, type Measurement } from "../measure/measure";
import type { SlipwayPeer } from "../peers/slipway";
import { currentLoad } from "../report/machine";
import { median } from "../report/statistics";
import { PREFIX, type Trial } from "../workload";
import { FleetPeer } from "../peers/fleet";
import { ScalePeer } from "./scale-peer";
import { record, type Recording } from "./recording";
import { SimulatedEngines } from "./simulated-engines";

const SIZES = [100, 300, 1000];
const HOSTS = 200;
const CONTAINERS_EACH = 5;
const PHASES = ["create", "noop", "destroy"] as const;

export interface SimulatedOptions {
  readonly runs: number;
  readonly timeoutSeconds: number;
  readonly json: boolean;
}

/** One size, or one fleet. */
interface Row {
  readonly what: string;
  readonly containers: number;
  readonly phases: Record<(typeof PHASES)[number], Omit<Measurement, "meter">>;
}

/** W(N) for growing N on a simulated engine. Returns 1 where the largest takes more than its share of the smallest's time. */
export async function benchScale(options: SimulatedOptions): Promise<number> {
  const rows = await run(options, async (recording, dir) => {
    const found: Row[] = [];
    for (const n of SIZES) {
      const peer = ([socket]: readonly string[]) => new ScalePeer(socket!);
      found.push(await row(`W(${n})`, n, 1, peer, recording, dir, options));
    }
    return found;
  });
  print(rows, options.json);
  const [least, most] = [rows[0]!, rows.at(-1)!];
  const times = most.containers / least.containers;
  return PHASES.every(
    (phase) => most.phases[phase].wallSeconds <= times * least.phases[phase].wallSeconds,
  )
    ? 0
    : 1;
}

/** One update over many hosts, each a simulated engine. */
export async function benchFleet(options: SimulatedOptions): Promise<number> {
  const what = `${HOSTS} hosts × ${CONTAINERS_EACH}`;
  const peer = (sockets: readonly string[]) => {
    const hosts = sockets.map((socket, index) => [
      `host-${index + 1}`,
      { host: `unix://${socket}` },
    ]);
    return new FleetPeer(
      Object.fromEntries(hosts) as Record<string, DockerHostArgs>,
      CONTAINERS_EACH,
    );
  };
  const rows = await run(options, async (recording, dir) => [
    await row(what, HOSTS * CONTAINERS_EACH, HOSTS, peer, recording, dir, options),
  ]);
  print(rows, options.json);
  return 0;
}

async function run(
  { json }: SimulatedOptions,
  work: (recording: Recording, dir: string) => Promise<Row[]>,
): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  const api = new EngineApi();
  try {
    await ensureBenchImage(api);
    const recording = await record(api, BENCH_IMAGE, `${PREFIX}recording-${process.pid}`);
    const { average, cpus } = currentLoad();
    if (!json) process.stdout.write(`load average before: ${average.join(" ")} on ${cpus} CPUs\n`);
    return await work(recording, dir);
  } finally {
    api.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function row(
  what: string,
  containers: number,
  engineCount: number,
  peerOf: (sockets: readonly string[]) => SlipwayPeer,
  recording: Recording,
  parent: string,
  { runs, timeoutSeconds }: SimulatedOptions,
): Promise<Row> {
  const samples: Record<string, Measurement[]> = {};
  for (let round = 1; round <= runs; round++) {
    const dir = mkdtempSync(join(parent, "trial-"));
    const engines = await SimulatedEngines.start(engineCount, recording, dir);
    try {
      const peer = peerOf(engines.sockets);
      await peer.prepare();
      const trial: Trial = {
        base: `${PREFIX}simulated`,
        n: containers,
        changed: containers,
        image: BENCH_IMAGE,
        imageId: recording.image.Id,
        dir,
      };
      await measure(await peer.init(trial), timeoutSeconds);
      for (const phase of PHASES) {
        const measured = await measure(await peer[phase](trial), timeoutSeconds);
        await expectContainers(engines.sockets, phase === "destroy" ? 0 : containers, what);
        (samples[phase] ??= []).push(measured);
        process.stderr.write(`${what} ${phase}: ${measured.wallSeconds.toFixed(2)} s\n`);
      }
    } finally {
      engines.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  }
  const middle = (phase: string, of: (sample: Measurement) => number) =>
    median(samples[phase]!.map(of));
  const phases = PHASES.map((phase) => [
    phase,
    {
      wallSeconds: middle(phase, (each) => each.wallSeconds),
      cpuSeconds: middle(phase, (each) => each.cpuSeconds),
      peakRssMib: middle(phase, (each) => each.peakRssMib),
    },
  ]);
  return { what, containers, phases: Object.fromEntries(phases) as Row["phases"] };
}

/** What nothing was done for was fast. */
async function expectContainers(sockets: readonly string[], expected: number, what: string) {
  let there = 0;
  for (const socket of sockets) {
    const api = new EngineApi(socket);
    there += (await api.list<{ State: string }[]>("containers", {})).filter(
      ({ State }) => State === "running",
    ).length;
    api.close();
  }
  if (there !== expected)
    throw new Error(`${what}: expected ${expected} running containers, got ${there}.`);
}

function print(rows: readonly Row[], json: boolean): void {
  if (json) return void process.stdout.write(`${JSON.stringify(rows)}\n`);
  const line = (...cells: string[]) =>
    `${cells.map((cell, i) => (i < 2 ? cell.padEnd(16) : cell.padStart(14))).join("")}\n`;
  process.stdout.write(line("work", "phase", "wall s", "ms/container", "CPU s", "peak MiB"));
  for (const { what, containers, phases } of rows)
    for (const [phase, { wallSeconds, cpuSeconds, peakRssMib }] of Object.entries(phases))
      process.stdout.write(
        line(
          what,
          phase,
          wallSeconds.toFixed(2),
          ((wallSeconds * 1000) / containers).toFixed(1),
          cpuSeconds.toFixed(2),
          peakRssMib.toFixed(0),
        ),
      );
}
