import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { runCommand } from "../measure/run-command";
import { currentLoad, type Load } from "../report/machine";
import { Lab } from "../../lab/lab";
import { median } from "../report/statistics";
import { OURS, WAYS, type Ground, type Way } from "./ways";

const HOSTS = ["node1", "node2", "node3", "node4", "node5"];
/** How much faster than each of the others `slipway exec` is to be, with logins that were kept. */
const GOAL = 5;

export interface ExecBenchOptions {
  readonly runs: number;
  readonly json: boolean;
}

interface Result {
  readonly tool: string;
  /** Medians in seconds: with the logins of the run before, and without any. */
  readonly warmSeconds: number;
  readonly coldSeconds: number;
  readonly warmMinSeconds: number;
  readonly warmMaxSeconds: number;
}

interface Report {
  readonly hosts: number;
  readonly runs: number;
  readonly load: Load;
  readonly results: Record<string, Result>;
  /** Ways that can't be had here, or failed. */
  readonly errors: readonly string[];
}

const progress = (message: string): void => void process.stderr.write(`${message}\n`);

/**
 * Runs `true` on five ssh hosts by `slipway exec` and by what else there is, in turns. Returns the exit code: 0 where
 * `slipway` ran and is at least {@link GOAL} times faster than each of the others that ran.
 */
export async function benchExec({ runs, json }: ExecBenchOptions): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  let lab: Lab | undefined;
  const clean = async () => {
    await lab?.remove();
    rmSync(dir, { recursive: true, force: true });
  };
  const interrupted = () => void clean().finally(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    lab = await Lab.start("bench", {
      hosts: Object.fromEntries(HOSTS.map((name) => [name, { bare: true }])),
    });
    // What this machine's root has in its .bashrc is no part of any tool's time.
    for (const host of lab.hosts) await host.sh("rm -f /root/.bashrc /root/.profile");
    const report = await measureAll(lab, dir, runs);
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : table(report));
    for (const error of report.errors) progress(`error: ${error}`);
    return reached(report) ? 0 : 1;
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    await clean();
  }
}

async function measureAll(lab: Lab, dir: string, runs: number): Promise<Report> {
  const errors: string[] = [];
  const ready: { way: Way; ground: Ground; tool: string; warm: number[]; cold: number[] }[] = [];
  for (const way of WAYS) {
    const ground = { lab, dir: join(dir, way.name) };
    mkdirSync(ground.dir);
    progress(`${way.name}: preparing (a first time may take minutes)`);
    try {
      const tool = await way.prepare(ground);
      // The first run of all fills caches that no user empties, such as Salt's copy of itself on each host.
      await seconds(way, ground, "warm");
      ready.push({ way, ground, tool, warm: [], cold: [] });
    } catch (error) {
      errors.push(`${way.name}: ${(error as Error).message}`);
    }
  }
  const load = currentLoad();
  for (let run = 1; run <= runs; run++)
    for (const each of [...ready]) {
      try {
        each.cold.push(await seconds(each.way, each.ground, `cold-${run}`));
        // The logins of the run before must not have ended meanwhile.
        await seconds(each.way, each.ground, "warm");
        each.warm.push(await seconds(each.way, each.ground, "warm"));
        progress(`round ${run}/${runs} ${each.way.name}: ${each.warm.at(-1)!.toFixed(2)} s`);
      } catch (error) {
        errors.push(`${each.way.name}, round ${run}: ${(error as Error).message}`);
        ready.splice(ready.indexOf(each), 1);
      }
    }
  const results = ready.map(({ way, tool, warm, cold }): [string, Result] => [
    way.name,
    {
      tool,
      warmSeconds: median(warm),
      coldSeconds: median(cold),
      warmMinSeconds: Math.min(...warm),
      warmMaxSeconds: Math.max(...warm),
    },
  ]);
  return { hosts: HOSTS.length, runs, load, results: Object.fromEntries(results), errors };
}

/** Fails unless the command succeeded on every host. */
async function seconds(way: Way, ground: Ground, logins: string): Promise<number> {
  const folder = join(ground.dir, logins);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const command = way.command(ground, folder);
  const start = performance.now();
  const { exitCode, endedAt, tail } = await runCommand(command);
  const successes = way.successes(tail);
  if (exitCode !== 0 || successes !== HOSTS.length)
    throw new Error(
      `ended with ${exitCode}, ${successes} of ${HOSTS.length} hosts ok:\n${tail.trim()}`,
    );
  return (endedAt - start) / 1000;
}

function reached({ results }: Report): boolean {
  const ours = results[OURS];
  return (
    ours !== undefined &&
    Object.entries(results).every(
      ([name, { warmSeconds }]) => name === OURS || warmSeconds >= GOAL * ours.warmSeconds,
    )
  );
}

function table({ hosts, runs, load, results }: Report): string {
  const ours = results[OURS]?.warmSeconds;
  const row = (...cells: string[]) =>
    `${cells.map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(12))).join("")}\n`;
  return [
    `true on ${hosts} ssh hosts, medians of ${runs}; load average before: ${load.average.join(" ")} on ${load.cpus} CPUs\n`,
    row("way", "warm s", "min–max", "cold s", "them/us"),
    ...Object.entries(results).map(([name, result]) =>
      row(
        name,
        result.warmSeconds.toFixed(2),
        `${result.warmMinSeconds.toFixed(2)}–${result.warmMaxSeconds.toFixed(2)}`,
        result.coldSeconds.toFixed(2),
        ours === undefined || name === OURS ? "" : (result.warmSeconds / ours).toFixed(1),
      ),
    ),
    ...Object.entries(results).map(([name, { tool }]) => `  ${name}: ${tool}\n`),
  ].join("");
}
