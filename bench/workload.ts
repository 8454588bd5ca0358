/**
 * W(N), the work that every peer does: one network, N containers on it, each with two environment
 * variables, two labels, a restart policy and a named volume of its own.
 */

/** Everything that the bench makes is named with this prefix, so that a sweep finds only its own. */
export const PREFIX = "slipway-bench-";

/** Label on every object of the bench; its value is the trial's base name. */
export const BENCH_LABEL = "dev.slipway.bench";

/** One trial of one peer: what it is to make, and where it may write its files. */
export interface Trial {
  /** Unique prefix of every name in this trial, such as `slipway-bench-compose-a1b2c3-1`. */
  readonly base: string;
  /** How many containers. */
  readonly n: number;
  /** How many of them the change phase changes. */
  readonly changed: number;
  /** Name of the image that every container runs. It is on the engine already. */
  readonly image: string;
  /** The same image's id, for tools that compare ids. */
  readonly imageId: string;
  /** Empty directory that lives as long as the trial. */
  readonly dir: string;
}

/** What changes between create and change: the value of one environment variable, of all containers or some. */
export type Revision = 1 | 2;

export interface ContainerSpec {
  readonly name: string;
  readonly volume: string;
  readonly mountPath: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly restart: "unless-stopped";
}

export interface WorkSpec {
  readonly network: string;
  /** Labels of the network and of each volume. */
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly ContainerSpec[];
}

/** The whole work of a trial as data; each peer renders it in its own words. */
export function workOf(
  { base, n, changed = n }: Pick<Trial, "base" | "n"> & Partial<Pick<Trial, "changed">>,
  revision: Revision,
): WorkSpec {
  return {
    network: base,
    labels: { [BENCH_LABEL]: base },
    containers: Array.from({ length: n }, (_, i) => ({
      name: `${base}-c${i}`,
      volume: `${base}-v${i}`,
      mountPath: "/data",
      env: { MODE: "bench", REVISION: String(i < changed ? revision : 1) },
      labels: { [BENCH_LABEL]: base, tier: "web" },
      restart: "unless-stopped",
    })),
  };
}
