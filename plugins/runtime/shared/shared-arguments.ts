/** What launch.sh tells a server. */
export interface SharedArguments {
  /** The folder of fifos in which it meets the launchers. */
  house: string;
  /** The engine's process id. */
  engine: number;
  /** Started before the engine asks: environment and folder are those of the first launcher. */
  early: boolean;
}

/** Undefined where a plugin is to serve one instance. */
export function sharedArguments(args: readonly string[]): SharedArguments | undefined {
  const [house, engine] = ["--shared=", "--engine="].map((flag) =>
    args.find((arg) => arg.startsWith(flag))?.slice(flag.length),
  );
  if (house === undefined || engine === undefined) return undefined;
  return { house, engine: Number(engine), early: args.includes("--early") };
}
