import type { LogLine } from "./log-line";
import type { Resumable } from "./resumable";

/** How much of the past. */
export interface From {
  /** Seconds since 1970, with up to nine digits behind the point. Defaults to the beginning. */
  readonly since?: string | undefined;
  /** The last so many lines of each log. Defaults to all. */
  readonly tail?: number | undefined;
}

export interface HistoryWatch {
  readonly signal?: AbortSignal;
  /** Logs can't be read: of a container, or, where none is named, of the whole place. */
  onFailure(container: string | undefined, why: string): void;
}

/** A line, and whose it is for {@link Follow.positions}. */
export interface Placed {
  readonly id: string;
  readonly line: LogLine;
}

export interface Follow {
  /** How far back to begin, for what is there at first. */
  readonly begin: From;
  readonly signal: AbortSignal;
  onLine(line: LogLine): void;
  /** The place was lost, or is back; a log that can't be read. */
  onNote(note: string): void;
  /** How far each log was read, by its id. */
  readonly positions: Map<string, Resumable>;
}

/** Where logs are: a host, or a cluster. */
export interface LogPlace {
  readonly name: string;
  /** What was written up to now, by log. */
  history(from: From, watch: HistoryWatch): Promise<AsyncGenerator<Placed>[]>;
  /** Goes on until the signal says so, also with logs that come later, and through losses of the connection. */
  follow(follow: Follow): Promise<void>;
  close(): void;
}
