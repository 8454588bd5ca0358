/** A word of the command `slipway`: gets what follows it, returns the exit code. */
export type SlipwayWord = (args: string[]) => Promise<number>;
