import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkWork } from "./check-work";
import type { EngineApi } from "./docker/engine-api";
import { observe } from "./docker/observe";
import { sweep } from "./docker/sweep";
import { measure } from "./measure/measure";
import type { Peer } from "./peers/peer";
import { PHASES } from "./peers/peer";
import { engineCpuSeconds } from "./report/engine-cpu";
import type { Sample } from "./report/report";
import { PREFIX, type Trial } from "./workload";

export interface RoundsInput {
  readonly api: EngineApi;
  readonly peers: readonly Peer[];
  readonly n: number;
  /** Containers that the change phase changes. */
  readonly changed: number;
  readonly runs: number;
  readonly timeoutSeconds: number;
  readonly image: string;
  readonly imageId: string;
  /** Distinguishes this bench's names from any other's. */
  readonly id: string;
  readonly progress: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * After a wrong or failed phase in this many rounds, a peer takes no more part. A destroy that fails isn't counted: engines
 * of the 20.10 line sometimes keep a network busy for good, and what was measured before that is right.
 */
const FAILURES_UNTIL_OUT = 2;

/**
 * Runs all rounds. The peers take turns within a round, beginning with another one each time, so that
 * whatever else the machine does hits all alike.
 */
export async function runRounds(
  input: RoundsInput,
): Promise<{ samples: Sample[]; errors: string[] }> {
  const samples: Sample[] = [];
  const errors: string[] = [];
  const failures = new Map<string, number>();
  for (let run = 1; run <= input.runs; run++) {
    const first = (run - 1) % input.peers.length;
    for (const peer of [...input.peers.slice(first), ...input.peers.slice(0, first)]) {
      if (input.signal.aborted) return { samples, errors };
      if ((failures.get(peer.name) ?? 0) >= FAILURES_UNTIL_OUT) continue;
      try {
        await runTrial(input, peer, run, samples);
      } catch (error) {
        const measured = samples.filter((each) => each.peer === peer.name && each.run === run);
        if (measured.length < PHASES.length - 1)
          failures.set(peer.name, (failures.get(peer.name) ?? 0) + 1);
        errors.push(`${peer.name}, round ${run}: ${(error as Error).message}`);
        input.progress(`  failed: ${(error as Error).message}`);
      }
    }
  }
  return { samples, errors };
}

/** All phases of one peer, up to the first that fails or is wrong; those before it count. */
async function runTrial(
  input: RoundsInput,
  peer: Peer,
  run: number,
  samples: Sample[],
): Promise<void> {
  const { api, n, changed, image, imageId } = input;
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  const trial: Trial = {
    base: `${PREFIX}${peer.name}-${input.id}-${run}`,
    n,
    changed,
    image,
    imageId,
    dir,
  };
  try {
    const init = await peer.init?.(trial);
    if (init !== undefined) await measure(init, input.timeoutSeconds);
    let before = await observe(api, trial.base);
    for (const phase of PHASES) {
      input.signal.throwIfAborted();
      const command = await peer[phase](trial);
      const engineBefore = engineCpuSeconds();
      const measured = await measure(command, input.timeoutSeconds, input.signal);
      const engineAfter = engineCpuSeconds();
      const observed = await observe(api, trial.base);
      const wrong = checkWork(trial, phase, observed, before);
      if (wrong.length > 0) throw new Error(`wrong after ${phase}: ${summary(wrong)}`);
      before = observed;
      const engine =
        engineBefore === undefined || engineAfter === undefined
          ? undefined
          : engineAfter - engineBefore;
      samples.push({ ...measured, peer: peer.name, phase, run, engineCpuSeconds: engine });
      input.progress(
        `round ${run}/${input.runs} ${peer.name} ${phase}: ${measured.wallSeconds.toFixed(2)} s`,
      );
    }
  } finally {
    await peer.sweep?.(trial);
    for (const left of await sweep(api, trial.base)) input.progress(`  left behind: ${left}`);
    rmSync(dir, { recursive: true, force: true });
  }
}

function summary(wrong: readonly string[]): string {
  const shown = wrong.slice(0, 5).join("; ");
  return wrong.length > 5 ? `${shown}; and ${wrong.length - 5} more` : shown;
}
