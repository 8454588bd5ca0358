import { processes, type ProcessInfo } from "./processes";

/** The servers of a plugin that run for one of these engines. They need not descend from it. */
export function pluginServers(plugin: string, engines: readonly number[]): ProcessInfo[] {
  return processes().filter(
    ({ command }) =>
      command.includes(`plugins/${plugin}/bin/plugin.cjs`) &&
      engines.some((pid) => command.endsWith(`--engine=${pid}`)),
  );
}
