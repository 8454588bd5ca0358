/** What `toolchain/run.mjs` knows before it starts a word. */
export interface WordContext {
  /** What was done about the dependencies: "unchanged" or "installed". */
  dependencies: string;
}

/** A word of the command line: gets what follows it, returns the exit code. */
export type Word = (args: string[], context: WordContext) => Promise<number>;
