import { EngineError } from "../../../docker/client/engine-error";
import { sshFailure } from "../../../docker/client/ssh/ssh-failure";
import type { RunCommand } from "../command";
import type { HostAccess } from "../host-access";
import { processChannel } from "./channel";
import { checkCommand } from "./check-command";
import { BOOTSTRAP } from "./shell-scripts";
import { supervise, type Outcome } from "./supervise";

/** Runs commands on a host itself: over ssh, or, for a local engine, on this machine. */
export function runOnHost(host: HostAccess): RunCommand {
  return async (command, watch) => {
    checkCommand(command);
    const { user, workdir } = command;
    return await host.shell(BOOTSTRAP, async (child) => {
      const outcome = await supervise(
        (onOutput) => processChannel(child, onOutput),
        command,
        { user, workdir, atHome: true },
        watch,
      );
      if (outcome.kind === "ended" && outcome.left === undefined) return outcome.result;
      throw failure(host, outcome, user, child.exitCode);
    });
  };
}

function failure(
  { where, endpoint }: HostAccess,
  outcome: Outcome,
  user: string | undefined,
  exitCode: number | null,
): EngineError {
  if (outcome.kind === "refused")
    return new EngineError(
      "denied",
      outcome.why === "user"
        ? `there is no user ${user} on ${where}: make it there, or name another`
        : `on ${where}, who logs in may not run commands as ${user} without a password: log in as that user, or allow it in sudoers (NOPASSWD)`,
    );
  if (outcome.kind === "ended")
    return new EngineError("server", cantEnd(outcome.left!.pids, where));
  if (endpoint.kind === "ssh")
    return sshFailure(endpoint, { text: outcome.noise, exitCode: exitCode ?? 255 });
  return new EngineError(
    "unreachable",
    outcome.begun
      ? `the shell that ran the command on ${where} was killed`
      : `the shell /bin/sh can't be started on ${where}`,
  );
}

/** The time was over, and still there are processes of it. */
export function cantEnd(pids: readonly number[], where: string): string {
  return `${pids.length === 1 ? "process" : "processes"} ${pids.join(", ")} on ${where} went on after the time was over, and can't be killed by who logs in: kill by hand what is left of the command`;
}
