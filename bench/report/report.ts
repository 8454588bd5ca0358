import type { Measurement } from "../measure/measure";
import { OURS } from "../peers/index";
import { PHASES, type Phase } from "../peers/peer";
import type { Load } from "./machine";
import { median, round } from "./statistics";

/** One measured phase of one peer in one round. `engineCpuSeconds` is undefined where it can't be seen. */
export interface Sample extends Measurement {
  readonly peer: string;
  readonly phase: Phase;
  /** Round, from 1. */
  readonly run: number;
  /** CPU seconds of the Docker engine's own processes meanwhile (whoever caused them). */
  readonly engineCpuSeconds: number | undefined;
}

/** Medians over the rounds; memory is the median of the peaks. */
export interface PhaseResult {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMib: number;
  readonly wallMinSeconds: number;
  readonly wallMaxSeconds: number;
  readonly engineCpuSeconds?: number;
  /** How many rounds ended well. */
  readonly samples: number;
}

type ByPhase<T> = Partial<Record<Phase, T>>;

export interface Report {
  readonly n: number;
  readonly load: Load;
  readonly results: Record<string, ByPhase<PhaseResult>>;
  /** Our wall time over theirs. */
  readonly ratios: Record<string, ByPhase<number>>;
  readonly runs: number;
  /** Peer to tool and version. */
  readonly tools: Record<string, string>;
  /** How CPU time was counted: see measure/meter.ts. */
  readonly meter: Measurement["meter"] | undefined;
  /** What went wrong: peers that can't be had here, failed or wrong phases, leftovers. */
  readonly errors: readonly string[];
}

function summarize(samples: readonly Sample[]): PhaseResult | undefined {
  if (samples.length === 0) return undefined;
  const of = (pick: (sample: Sample) => number): number[] => samples.map(pick);
  const walls = of((each) => each.wallSeconds);
  const engine = samples.flatMap((each) => each.engineCpuSeconds ?? []);
  return {
    wallSeconds: round(median(walls)),
    cpuSeconds: round(median(of((each) => each.cpuSeconds))),
    peakRssMib: round(median(of((each) => each.peakRssMib))),
    wallMinSeconds: round(Math.min(...walls)),
    wallMaxSeconds: round(Math.max(...walls)),
    ...(engine.length > 0 ? { engineCpuSeconds: round(median(engine)) } : {}),
    samples: samples.length,
  };
}

/** Medians and ratios of all samples. */
export function makeReport(
  input: Pick<Report, "n" | "load" | "runs" | "tools" | "errors">,
  samples: readonly Sample[],
): Report {
  const results: Report["results"] = {};
  const ratios: Report["ratios"] = {};
  for (const peer of Object.keys(input.tools)) {
    const phases: ByPhase<PhaseResult> = {};
    for (const phase of PHASES) {
      const found = summarize(samples.filter((s) => s.peer === peer && s.phase === phase));
      if (found !== undefined) phases[phase] = found;
    }
    results[peer] = phases;
  }
  for (const [peer, theirs] of Object.entries(results)) {
    if (peer === OURS) continue;
    const phases: ByPhase<number> = {};
    for (const phase of PHASES) {
      const mine = results[OURS]?.[phase]?.wallSeconds;
      const other = theirs[phase]?.wallSeconds;
      if (mine !== undefined && other !== undefined) phases[phase] = round(mine / other, 3);
    }
    ratios[peer] = phases;
  }
  const { n, load, runs, tools, errors } = input;
  return { n, load, results, ratios, runs, tools, meter: samples[0]?.meter, errors };
}
