import type { EngineError } from "../engine-error";

/** A connection to an ssh host, for calls of its engine and for commands. */
export interface Tunnel {
  /** Local socket that leads to the engine while the connection is open. */
  readonly socketPath: string;
  /** Connects, so that commands can run, unless the connection stands. Throws one sentence where it can't. */
  login(): Promise<void>;
  /** Does the same, so that {@link socketPath} leads to the engine. */
  open(): Promise<void>;
  /** Arguments for ssh to run a command on the host over this connection, which must stand. */
  commandArguments(command: string): string[];
  /** What ssh has to say about a call that broke; undefined where it is none of its doing. */
  explain(): Promise<EngineError | undefined>;
  close(): void;
}
