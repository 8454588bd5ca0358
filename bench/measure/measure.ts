import { randomBytes } from "node:crypto";
import { CgroupMeter } from "./cgroup-meter";
import type { Command } from "./command";
import type { Meter } from "./meter";
import { residentMib } from "./resident-memory";
import { runCommand } from "./run-command";
import { TimesMeter } from "./times-meter";

/** What one command cost. */
export interface Measurement {
  /** Seconds from start to exit of the command. */
  readonly wallSeconds: number;
  /** User and system seconds of all its processes, detached ones too where the meter is a cgroup. */
  readonly cpuSeconds: number;
  /** Highest sampled sum of the resident memory of all its processes that were alive together. */
  readonly peakRssMib: number;
  readonly meter: Meter["kind"];
}

/** The command failed or ran out of time; the message ends with the last lines it printed. */
export class CommandFailed extends Error {
  readonly code = "command-failed";
}

const TAIL_LINES = 15;

/**
 * Runs `command` and counts what it costs. Fails unless it ends with 0 within `timeoutSeconds`; on
 * that and on an abort of `signal`, everything that it started is killed.
 */
export async function measure(
  command: Command,
  timeoutSeconds: number,
  signal?: AbortSignal,
): Promise<Measurement> {
  const meter =
    CgroupMeter.tryCreate(`slipway-bench-${randomBytes(6).toString("hex")}`) ?? new TimesMeter();
  let rootPid: number | undefined;
  let peakRssMib = 0;
  let timedOut = false;
  const killAll = (): void => {
    for (const pid of rootPid === undefined ? [] : meter.pids(rootPid))
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
  };
  let sampler: NodeJS.Timeout | undefined;
  let deadline: NodeJS.Timeout | undefined;
  try {
    const start = performance.now();
    const outcome = await runCommand(meter.wrap(command), {
      onSpawn: (pid) => {
        rootPid = pid;
        const sample = (): void => {
          peakRssMib = Math.max(peakRssMib, residentMib(meter.pids(pid)));
        };
        sampler = setInterval(sample, meter.sampleMs);
        deadline = setTimeout(() => {
          timedOut = true;
          killAll();
        }, timeoutSeconds * 1000);
        signal?.addEventListener("abort", killAll, { once: true });
      },
    });
    const wallSeconds = (outcome.endedAt - start) / 1000;
    const lastLines = outcome.tail.trim().split("\n").slice(-TAIL_LINES).join("\n");
    const shown = command.argv.slice(0, 4).join(" ");
    signal?.throwIfAborted();
    if (timedOut)
      throw new CommandFailed(`\`${shown}\` took over ${timeoutSeconds} s.\n${lastLines}`);
    if (outcome.exitCode !== 0)
      throw new CommandFailed(`\`${shown}\` ended with ${outcome.exitCode}.\n${lastLines}`);
    return { wallSeconds, cpuSeconds: meter.cpuSeconds(), peakRssMib, meter: meter.kind };
  } finally {
    clearInterval(sampler);
    clearTimeout(deadline);
    signal?.removeEventListener("abort", killAll);
    await meter.close(rootPid);
  }
}
