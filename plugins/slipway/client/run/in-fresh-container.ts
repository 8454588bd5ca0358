import { setTimeout as sleep } from "node:timers/promises";

import { defaults } from "../../../../model/defaults";
import type { Engine } from "../../../docker/client/engine";
import { EngineError, isEngineError } from "../../../docker/client/engine-error";
import type { EngineCreateContainer, EngineMount } from "../../../docker/client/engine-types";
import type { RegistryCredentials } from "../../../docker/connection/registry-credentials";
import type { Command, CommandResult, CommandWatch, RunCommand } from "../command";
import type { HostAccess } from "../host-access";
import { engineChannel, type Channel } from "./channel";
import { checkCommand } from "./check-command";
import { Collected, type OutputName } from "./collected";
import { lacksShell } from "./in-container";
import { BOOTSTRAP } from "./shell-scripts";
import { GRACE_SECONDS, supervise } from "./supervise";

/** Label of a container that was made for one command; what of these a killed run left can be found by it. */
export const RUN_LABEL = "slipway.run";

export interface FreshContainer {
  image: string;
  /** What {@link RUN_LABEL} says: containers with the same words are left-overs of an earlier run, and are removed first. */
  run: string;
  /** Names or ids of networks that it joins. Defaults to the engine's default bridge. */
  networks?: readonly string[];
  mounts?: readonly EngineMount[];
  /** Puts the image's entrypoint before the command. Defaults to false: the command is the program. */
  useEntrypoint?: boolean;
  /** More labels. */
  labels?: Readonly<Record<string, string>>;
  /** Where the image is absent. */
  credentials: RegistryCredentials;
  onPull?: (status: string) => void;
}

type Pull = Pick<FreshContainer, "image" | "credentials" | "onPull">;

/**
 * Runs commands each in a container of its own, with the rights of a Workload's. The container goes with the command,
 * however that ends, also where nobody is there any more to remove it.
 */
export function runInFreshContainer(host: HostAccess, fresh: FreshContainer): RunCommand {
  return async (command, watch = {}) => {
    checkCommand(command);
    await sweep(host, fresh.run);
    await ensureImage(host, fresh, watch.signal);
    const entrypoint = fresh.useEntrypoint ? await entrypointOf(host, fresh.image) : [];
    const whole = { ...command, argv: [...entrypoint, ...command.argv] };
    const supervised = await create(host, fresh, command.user, {
      Entrypoint: ["/bin/sh", "-c", BOOTSTRAP],
    });
    try {
      if (!(await lacksShell(host.transport, supervised)))
        return await runSupervised(host, supervised, whole, watch);
    } finally {
      await remove(host, supervised);
    }
    return await runPlain(host, fresh, whole, watch);
  };
}

async function runSupervised(
  host: HostAccess,
  id: string,
  command: Command,
  watch: CommandWatch,
): Promise<CommandResult> {
  const outcome = await supervise(
    (onOutput) => attachAndStart(host, id, onOutput),
    command,
    { user: undefined, workdir: command.workdir, atHome: false },
    watch,
  );
  // What could not be ended from inside ends with the container.
  if (outcome.kind === "ended") return outcome.result;
  throw new EngineError(
    "conflict",
    `the container for the command on ${host.where} was cut off: somebody removed it, or it ran out of memory`,
  );
}

/** No shell in the image, so the engine has to end the command, with its container. */
async function runPlain(
  host: HostAccess,
  fresh: FreshContainer,
  command: Command,
  watch: CommandWatch,
): Promise<CommandResult> {
  if (Object.keys(command.secretEnv ?? {}).length > 0)
    throw new EngineError(
      "unsupported",
      `the image ${fresh.image} has no /bin/sh to take secret variables in, and in the container's configuration everybody who may use Docker would see them: give the secret by standard input, or use an image with a shell`,
    );
  const collected = new Collected(command, watch);
  const id = await create(host, fresh, command.user, {
    Entrypoint: [...command.argv],
    Env: Object.entries(command.env ?? {}).map((each) => each.join("=")),
    ...(command.workdir !== undefined && { WorkingDir: command.workdir }),
  });
  let channel: Channel | undefined;
  try {
    const over = AbortSignal.timeout(Math.min(command.timeoutSeconds * 1000, 2 ** 31 - 1));
    const end = watch.signal ? AbortSignal.any([over, watch.signal]) : over;
    channel = await attachAndStart(host, id, (chunk, from) => collected.add(chunk, from));
    const began = Date.now();
    channel.write(command.stdin ?? "");
    channel.endInput();
    const exit = host.engine.waitContainer(id);
    const stop = new Promise<undefined>((resolve) => {
      if (end.aborted) resolve(undefined);
      else end.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    const exitCode = await Promise.race([exit, stop]);
    if (exitCode === undefined) {
      exit.catch(() => undefined);
      await host.engine.stopContainer(id, GRACE_SECONDS);
    }
    await channel.ended;
    return { ...collected.end(), exitCode, durationSeconds: (Date.now() - began) / 1000 };
  } finally {
    channel?.close();
    await remove(host, id);
  }
}

async function create(
  { engine }: HostAccess,
  { image, run, networks = [], mounts = [], labels }: FreshContainer,
  user: string | undefined,
  config: Partial<EngineCreateContainer>,
): Promise<string> {
  const [first, ...more] = networks;
  const body = {
    Image: image,
    Cmd: [],
    ...(user !== undefined && { User: user }),
    Labels: { ...labels, [RUN_LABEL]: run },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    // With the last who listens, its input ends, and so does the command.
    StdinOnce: true,
    Healthcheck: { Test: ["NONE"] },
    ...config,
    HostConfig: {
      Init: true,
      // Also where nobody is there any more to remove it.
      AutoRemove: true,
      Mounts: [...mounts],
      // What it says goes to who asked, and to no file.
      LogConfig: { Type: "none" },
      SecurityOpt: ["no-new-privileges:true"],
      CapDrop: [...defaults.capabilitiesDropped],
      ...(first !== undefined && { NetworkMode: first }),
    },
  };
  const { Id } = await engine.createContainer("", body);
  try {
    for (const network of more) await engine.connectNetwork(network, Id, {});
    return Id;
  } catch (error) {
    await engine.removeContainer(Id, { volumes: true });
    throw error;
  }
}

async function attachAndStart(
  { transport, engine, where }: HostAccess,
  id: string,
  onOutput: (chunk: Buffer, from: OutputName) => void,
): Promise<Channel> {
  const socket = await transport.upgrade({
    method: "POST",
    path: `/containers/${id}/attach`,
    query: { stream: true, stdin: true, stdout: true, stderr: true },
    headers: {},
  });
  const channel = engineChannel(socket, where, onOutput);
  try {
    await engine.startContainer(id);
    return channel;
  } catch (error) {
    channel.close();
    if (!isEngineError(error)) throw error;
    throw new EngineError(
      error.code,
      `the container for the command could not be started on ${where}: ${error.message}`,
      { cause: error },
    );
  }
}

async function remove({ engine }: HostAccess, id: string): Promise<void> {
  try {
    await engine.stopContainer(id, GRACE_SECONDS);
    await engine.removeContainer(id, { volumes: true });
  } catch (error) {
    if (isEngineError(error, "notFound")) return;
    // The engine is about to remove it.
    if (isEngineError(error, "conflict")) return await untilGone(engine, id);
    throw error;
  }
}

async function untilGone(engine: Engine, id: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await engine.inspectContainer(id);
    } catch (error) {
      if (isEngineError(error, "notFound")) return;
      throw error;
    }
    await sleep(100);
  }
  throw new EngineError(
    "server",
    `the container ${id.slice(0, 12)} of a command on ${engine.where} can't be removed: see the engine's log`,
  );
}

async function sweep(host: HostAccess, run: string): Promise<void> {
  for (const { Id } of await host.engine.listContainers([`${RUN_LABEL}=${run}`]))
    await remove(host, Id);
}

async function ensureImage(
  { engine, where }: HostAccess,
  { image, credentials, onPull }: Pull,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await engine.inspectImage(image);
    return;
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
  }
  const auth = await credentials.forImage(image);
  onPull?.(`pulling ${image}`);
  try {
    await engine.pullImage(complete(image), {
      ...(auth !== undefined && { auth }),
      signal,
      onProgress: onPull,
    });
  } catch (error) {
    if (!isEngineError(error) || error.code === "unreachable" || error.code === "aborted")
      throw error;
    throw new EngineError(
      error.code,
      `the image ${image} is not on ${where} and can't be pulled: ${error.message}`,
      { cause: error },
    );
  }
}

/** Without a tag, the engine would pull all there are. */
function complete(image: string): string {
  return /:[^/]*$|@/.test(image) ? image : `${image}:latest`;
}

async function entrypointOf({ engine }: HostAccess, image: string): Promise<string[]> {
  return (await engine.inspectImage(image)).Config?.Entrypoint ?? [];
}
