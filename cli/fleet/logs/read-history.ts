import type { LogLine } from "./log-line";
import type { From, LogPlace } from "./log-place";
import { mergeInOrder } from "./merge";

export interface History {
  readonly from: From;
  readonly signal: AbortSignal;
  readonly onLine: (place: LogPlace, id: string, line: LogLine) => void;
  /** A place that can't be reached (then without a container), or a log that can't be read. */
  readonly onFailure: (place: LogPlace, container: string | undefined, why: string) => void;
}

/** What was written up to now in all places, merged by time. */
export async function readHistory(
  places: readonly LogPlace[],
  { from, signal, onLine, onFailure }: History,
): Promise<void> {
  const logs = await Promise.all(
    places.map(async (place) => {
      const watch = {
        signal,
        onFailure: (container: string | undefined, why: string) => onFailure(place, container, why),
      };
      return (await place.history(from, watch)).map((log) => tagged(place, log));
    }),
  );
  for await (const { place, id, line } of mergeInOrder(logs.flat(), ({ line: { time } }) => time))
    onLine(place, id, line);
}

async function* tagged<T extends object>(
  place: LogPlace,
  log: AsyncIterable<T>,
): AsyncGenerator<T & { place: LogPlace }> {
  for await (const each of log) yield { ...each, place };
}
