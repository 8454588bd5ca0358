/** Options of every command that take a value of their own. */
const WITH_VALUE = /^(-s|--stack|-C|--cwd|--color|-v|--verbose|--profiling|--tracing)$/;

/** The word of a Pulumi command line that says what to do: `up`; an empty string where there is none. */
export function commandOf(args: readonly string[]): string {
  return args.find((arg, i) => !arg.startsWith("-") && !WITH_VALUE.test(args[i - 1] ?? "")) ?? "";
}
