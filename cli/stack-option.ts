export const DEFAULT_STACK = "dev";

/** The stack that the arguments of a Pulumi command name, else undefined. */
export function stackOption(args: string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === "--") return undefined;
    if (arg === "--stack" || arg === "-s") return args[index + 1];
    if (arg.startsWith("--stack=")) return arg.slice("--stack=".length);
    if (/^-s[^-]/.test(arg)) return arg.slice(2).replace(/^=/, "");
  }
  return undefined;
}
