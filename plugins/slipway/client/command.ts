/** A command for a host, a container, or a container of its own. */
export interface Command {
  /** Program and arguments, as they are: no shell sees them. */
  readonly argv: readonly string[];
  /** Environment variables, added to what is there. They never stand in a command line, where others could read them. */
  readonly env?: Readonly<Record<string, string>>;
  /** More of them, which must not stand in a container's configuration either. */
  readonly secretEnv?: Readonly<Record<string, string>>;
  /** Standard input; nothing where undefined. */
  readonly stdin?: string;
  /** Defaults to who logs in, or the image's user. */
  readonly user?: string;
  /** Defaults to the user's home, or the image's working directory. */
  readonly workdir?: string;
  /** Seconds after which it, and all that it started, is killed. */
  readonly timeoutSeconds: number;
  /** Bytes kept of each of the two outputs: the last ones. */
  readonly maxOutputBytes: number;
}

/** How a command ended. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** True where an output was longer than `maxOutputBytes`, so that its beginning is missing. */
  readonly truncated: boolean;
  /** As shells count: 128 + n for a signal. Undefined where the time was over. */
  readonly exitCode: number | undefined;
  readonly durationSeconds: number;
}

export interface CommandWatch {
  /** Each line as it comes. */
  onLine?(line: string, from: "stdout" | "stderr"): void;
  /** Ends the command as the time-out does. */
  readonly signal?: AbortSignal;
}

/** Runs a command to its end. Rejects with an `EngineError` where it couldn't be started or the host was lost. */
export type RunCommand = (command: Command, watch?: CommandWatch) => Promise<CommandResult>;
