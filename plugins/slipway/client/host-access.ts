import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

import { ConcurrencyLimit } from "../../docker/client/concurrency-limit";
import { engineOver } from "../../docker/client/connect";
import type { Engine } from "../../docker/client/engine";
import { EngineError } from "../../docker/client/engine-error";
import type { EngineTransport } from "../../docker/client/engine-request";
import { openTransport, tunnelTo } from "../../docker/client/open-transport";
import { endpointUrl, type Endpoint } from "../../docker/connection/endpoint";

/** Commands at a time on one ssh connection; sshd allows ten sessions (MaxSessions). */
const SESSIONS = 8;

/** One host: its engine, and its shell. Nothing connects before the first use; both share one ssh login. */
export interface HostAccess {
  /** As `DOCKER_HOST` would have it, for messages. */
  readonly where: string;
  readonly endpoint: Endpoint;
  readonly engine: Engine;
  /** For calls that {@link Engine} doesn't have. */
  readonly transport: EngineTransport;
  /**
   * Starts a command line for `/bin/sh` on the host, with pipes, and hands the process on: ssh's, or for a local engine
   * the shell's own. Resolves with what `use` does, during which it counts as one of the host's sessions. Rejects where
   * the host can't be reached, and for a TCP host, which gives no shell.
   */
  shell<T>(
    commandLine: string,
    use: (process: ChildProcessWithoutNullStreams) => Promise<T>,
  ): Promise<T>;
  close(): void;
}

/** @param tunnel of an ssh host; one that ends with this process, unless told otherwise. */
export function openHost(endpoint: Endpoint, tunnel = tunnelTo(endpoint)): HostAccess {
  const where = endpointUrl(endpoint);
  const transport = openTransport(endpoint, tunnel);
  const sessions = new ConcurrencyLimit(SESSIONS);
  const start = async (commandLine: string) => {
    if (endpoint.kind === "unix")
      // Not of the plugin's process group, which the engine kills at the end of an update.
      return spawn("/bin/sh", ["-c", commandLine], { detached: true, env: loginEnvironment() });
    if (tunnel === undefined)
      throw new EngineError(
        "unsupported",
        `nothing can be run on ${where} itself, because TCP leads to its engine alone: give the host an ssh:// address`,
      );
    await tunnel.login();
    // The user's shell may be another one than sh.
    return spawn("ssh", tunnel.commandArguments(`exec /bin/sh -c ${quoted(commandLine)}`), {
      env: { ...process.env, LC_ALL: "C" },
    });
  };
  return {
    where,
    endpoint,
    transport,
    engine: engineOver(transport),
    shell: (commandLine, use) => sessions.run(async () => use(await start(commandLine))),
    close: () => transport.close(),
  };
}

/** What somebody who logs in has, and nothing of what Pulumi was given: passphrases, tokens, keys of clouds. */
function loginEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR)$/.test(name),
  );
  return Object.fromEntries(kept);
}

/** One word for a POSIX shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
