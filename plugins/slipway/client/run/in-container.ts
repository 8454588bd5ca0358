import { EngineError, isEngineError } from "../../../docker/client/engine-error";
import type { EngineTransport } from "../../../docker/client/engine-request";
import { readAll } from "../../../docker/client/read-all";
import type { RunCommand } from "../command";
import type { HostAccess } from "../host-access";
import { engineChannel } from "./channel";
import { checkCommand } from "./check-command";
import { createExec, inspectExec } from "./engine-exec";
import { runWithoutShell } from "./in-container-without-shell";
import { cantEnd } from "./on-host";
import { BOOTSTRAP, END_RUN } from "./shell-scripts";
import { GRACE_SECONDS, supervise } from "./supervise";

/**
 * Runs commands in a running container. The Engine API can start a command there but not end it, so a shell in the
 * container watches over it; in a container without one, the shell of the host has to.
 */
export function runInContainer(host: HostAccess, container: string): RunCommand {
  const { transport, where } = host;
  return async (command, watch) => {
    checkCommand(command);
    const exec = await createExec(transport, container, {
      Cmd: ["/bin/sh", "-c", BOOTSTRAP],
      User: command.user,
      stdin: true,
    });
    const outcome = await supervise(
      async (onOutput) => engineChannel(await exec.attach(), where, onOutput),
      command,
      // The engine changes the user; where nothing is said, the image's directory is where it starts.
      { user: undefined, workdir: command.workdir, atHome: false },
      watch,
    );
    if (outcome.kind === "ended") {
      if (outcome.left !== undefined) await endAsRoot(host, container, outcome.left);
      return outcome.result;
    }
    if (outcome.kind === "lost" && !outcome.begun && (await lacksShell(transport, container)))
      return await runWithoutShell(host, container, command, watch);
    throw await stopped(transport, container, exec.id);
  };
}

/** True where there is no /bin/sh in a container, running or not. */
export async function lacksShell(transport: EngineTransport, container: string): Promise<boolean> {
  try {
    const answer = await transport.stream({
      method: "HEAD",
      path: `/containers/${encodeURIComponent(container)}/archive`,
      query: { path: "/bin/sh" },
    });
    await readAll(answer, transport.where);
    return false;
  } catch (error) {
    if (isEngineError(error, "notFound")) return true;
    throw error;
  }
}

/** The outputs ended without a word of how: the container was stopped, or the shell killed. */
async function stopped(
  transport: EngineTransport,
  container: string,
  exec: string,
): Promise<EngineError> {
  const { ExitCode } = await inspectExec(transport, exec);
  return new EngineError(
    "conflict",
    `the command in container ${container} was cut off: the container was stopped, or ran out of memory${ExitCode === null ? "" : ` (exit code ${ExitCode})`}`,
  );
}

/** Programs that took on another user (su, setuid) can't be killed by who started them. */
async function endAsRoot(
  { transport, where }: HostAccess,
  container: string,
  { mark, main }: { mark: string; main: string },
): Promise<void> {
  const token = "left-over";
  const exec = await createExec(transport, container, {
    Cmd: ["/bin/sh", "-c", END_RUN, "sh", token, mark, main, String(GRACE_SECONDS)],
    User: "0",
    stdin: false,
  });
  let said = "";
  const channel = engineChannel(await exec.attach(), where, (chunk) => {
    said += chunk.toString();
  });
  await channel.ended;
  channel.close();
  const left = new RegExp(`${token} left (.*)`).exec(said)?.[1]?.trim().split(/\s+/).map(Number);
  if (left !== undefined)
    throw new EngineError("server", cantEnd(left, `${where}, in container ${container},`));
}
