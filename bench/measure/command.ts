/** A command as data. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Added to the bench's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}
