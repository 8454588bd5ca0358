import { show, type Mistake } from "./mistakes";
import { batchSize } from "./rollout";
import { matches, selectorMistakes, type HostTraits, type Selector } from "./targeting";

/** In which order several clusters change. */
export interface WavesSpec {
  /** Those that change first; the others wait for them. Defaults to none. */
  canary?: Selector;
  /** How many of the others change at a time, a number or a share such as `"25%"`. Defaults to all at once. */
  batch?: number | `${number}%`;
}

/** Numbers of the clusters, wave by wave; each wave waits until the one before it is ready. */
export function planWaves(clusters: readonly HostTraits[], waves: WavesSpec = {}): number[][] {
  const { canary } = waves;
  const isCanary = (traits: HostTraits) => canary !== undefined && matches(traits, canary);
  const numbers = clusters.map((_, index) => index);
  const first = numbers.filter((index) => isCanary(clusters[index]!));
  const rest = numbers.filter((index) => !isCanary(clusters[index]!));
  const size = waves.batch === undefined ? rest.length : batchSize(waves.batch, rest.length);
  const planned = first.length > 0 ? [first] : [];
  while (rest.length > 0) planned.push(rest.splice(0, Math.max(1, size)));
  return planned;
}

export function wavesMistakes({ canary, batch }: WavesSpec = {}): Mistake[] {
  const given: unknown = batch;
  const fine =
    given === undefined ||
    (Number.isInteger(given) && (given as number) >= 1) ||
    (typeof given === "string" && /^(?:[1-9]\d?|100)%$/.test(given));
  return [
    ...(canary === undefined ? [] : selectorMistakes(canary, "waves.canary")),
    ...(fine
      ? []
      : [
          {
            path: "waves.batch",
            problem: `expected a number of 1 or more, or a share such as "25%", got ${show(given)}`,
          },
        ]),
  ];
}
