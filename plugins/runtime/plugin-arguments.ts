/** Flags of the engine's whose value is an argument of its own. */
const FLAGS_WITH_VALUE: ReadonlySet<string> = new Set(["tracing", "v", "root"]);

/**
 * The engine's address from the command line of a plugin: its last plain argument. Without one (a plugin that was
 * started by hand for PULUMI_DEBUG_PROVIDERS) it is empty, and Attach brings it later.
 *
 * @param args Without node and the script: `--logtostderr -v=9 --tracing URL 127.0.0.1:1234`.
 */
export function engineAddress(args: readonly string[]): string {
  let address = "";
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (!arg.startsWith("-")) address = arg;
    else if (FLAGS_WITH_VALUE.has(arg.replace(/^-+/, ""))) at++;
  }
  return address;
}
