import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { EngineError } from "../../../docker/client/engine-error";
import type { Command, CommandResult, CommandWatch } from "../command";
import type { HostAccess } from "../host-access";
import { engineChannel } from "./channel";
import { Collected } from "./collected";
import { createExec, inspectExec } from "./engine-exec";
import { cantEnd, runOnHost } from "./on-host";
import { END_RUN, MARK } from "./shell-scripts";
import { GRACE_SECONDS } from "./supervise";

/** Milliseconds between two looks whether the command still runs while its outputs are open. */
const LOOK = 1000;

/**
 * The container has no shell that could end the command. The host's can, by the process id that the engine tells; so
 * nothing is begun where that shell may not kill, as on a TCP host.
 */
export async function runWithoutShell(
  host: HostAccess,
  container: string,
  command: Command,
  watch: CommandWatch = {},
): Promise<CommandResult> {
  const { transport, where } = host;
  await requireKiller(host, container);
  const collected = new Collected(command, watch);
  const mark = randomBytes(12).toString("hex");
  const exec = await createExec(transport, container, {
    Cmd: command.argv,
    Env: Object.entries({ ...command.env, ...command.secretEnv, [MARK]: mark }).map((each) =>
      each.join("="),
    ),
    User: command.user,
    WorkingDir: command.workdir,
    stdin: command.stdin !== undefined,
  });
  const began = Date.now();
  const over = AbortSignal.timeout(Math.min(command.timeoutSeconds * 1000, 2 ** 31 - 1));
  const end = watch.signal ? AbortSignal.any([over, watch.signal]) : over;
  const channel = engineChannel(await exec.attach(), where, (chunk, from) =>
    collected.add(chunk, from),
  );
  try {
    if (command.stdin !== undefined) {
      channel.write(command.stdin);
      channel.endInput();
    }
    const outputs = channel.ended.then(() => true);
    for (;;) {
      const ended = await Promise.race([outputs, sleep(LOOK, false), aborted(end)]);
      const { Running, ExitCode, Pid, ContainerID } = await inspectExec(transport, exec.id);
      const cut = end.aborted && Running;
      if (cut) await endProcesses(host, { container: ContainerID, pid: Pid, mark });
      if (!ended && Running && !cut) continue;
      return {
        ...collected.end(),
        exitCode: cut ? undefined : (ExitCode ?? undefined),
        durationSeconds: (Date.now() - began) / 1000,
      };
    }
  } finally {
    channel.close();
  }
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener("abort", () => resolve(false), { once: true });
  });
}

async function requireKiller(host: HostAccess, container: string): Promise<void> {
  const { State } = await host.engine.inspectContainer(container);
  const { Pid } = State as unknown as { Pid: number };
  let why: string;
  try {
    const { exitCode } = await onHost(host, `kill -s 0 ${Pid}`);
    if (exitCode === 0) return;
    why = "who logs in to the host may not kill its processes";
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "unsupported") throw error;
    why = "TCP leads to the host's engine alone";
  }
  throw new EngineError(
    "unsupported",
    `container ${container} has no /bin/sh, and ${why}, so a command in it could not be ended when its time is over: reach the host by ssh as root, or use an image with a shell`,
  );
}

/** Ends a command by the pid that the engine told, as far as that is the container's. */
async function endProcesses(
  host: HostAccess,
  run: { container: string; pid: number; mark: string },
): Promise<void> {
  const { exitCode, stderr } = await onHost(host, END_RUN, [
    "",
    run.mark,
    String(run.pid),
    String(GRACE_SECONDS),
    run.container,
  ]);
  if (exitCode === 0) return;
  const left = stderr.replace("left", "").trim().split(/\s+/).map(Number);
  throw new EngineError("server", cantEnd(left, `${host.where}, in a container,`));
}

function onHost(host: HostAccess, script: string, args: readonly string[] = []) {
  return runOnHost(host)({
    argv: ["/bin/sh", "-c", script, "sh", ...args],
    timeoutSeconds: 60,
    maxOutputBytes: 4096,
  });
}
