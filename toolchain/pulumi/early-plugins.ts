import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { commandOf } from "./command-of";
import { projectAbove } from "./project-file";

/** Commands that plugins work for. */
const COMMANDS = /^(up|update|preview|refresh|destroy)$/;

/**
 * Starts the servers of a project's own plugins for an engine that has just been started, so that they are there when it
 * asks for them: plugins/runtime/shared/launch.sh. Those that it doesn't ask for end with it, or after ten seconds.
 */
export function startPluginsEarly(
  args: string[],
  folder: string,
  engine: number,
  env: NodeJS.ProcessEnv,
): void {
  // A server takes over what its launcher was started with, which only /proc tells.
  if (process.platform !== "linux" || !COMMANDS.test(commandOf(args))) return;
  for (const { name, dir } of ownPlugins(folder))
    spawn(join(dir, `pulumi-resource-${name}`), [`--early=${engine}`], {
      env,
      stdio: "ignore",
      detached: true,
    })
      .on("error", () => undefined) // then the engine starts it
      .unref();
}

/** The providers of the project that are built on this project's runtime. */
function ownPlugins(folder: string): { name: string; dir: string }[] {
  try {
    const found = projectAbove(folder);
    return (found?.project.plugins?.providers ?? [])
      .map(({ name, path }) => ({ name, dir: join(found!.folder, path) }))
      .filter(({ dir }) => existsSync(join(dir, "plugin.cjs")));
  } catch {
    return []; // the CLI tells what is wrong with it
  }
}
