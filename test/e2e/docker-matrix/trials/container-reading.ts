import type Docker from "dockerode";

import type { Hand, Reading } from "../trial";

export type FoundContainer = Docker.ContainerInspectInfo;
type Values = Omit<Reading<FoundContainer>, "of">;

export const MIB = 1024 * 1024;

/** A value of the container's HostConfig. */
export function host(
  of: (config: Docker.HostConfig) => unknown,
  values: Values,
): Reading<FoundContainer> {
  return { of: ({ HostConfig }) => of(HostConfig), ...values };
}

/** A value of the container's Config. */
export function config(
  of: (config: FoundContainer["Config"] & { StopSignal?: string; StopTimeout?: number }) => unknown,
  values: Values,
): Reading<FoundContainer> {
  return { of: ({ Config }) => of(Config), ...values };
}

/** `docker update` behind our back. */
export function dockerUpdate(changes: object): (hand: Hand) => Promise<unknown> {
  return ({ docker, id }) => docker.getContainer(id).update(changes);
}

/** Something that a command in the container does behind our back. */
export function inside(command: string): (hand: Hand) => Promise<unknown> {
  return async ({ docker, id }) => {
    const exec = await docker
      .getContainer(id)
      .exec({ Cmd: ["sh", "-c", command], AttachStdout: true });
    const stream = await exec.start({});
    stream.resume();
    await new Promise((resolve) => stream.once("end", resolve));
    const { ExitCode } = await exec.inspect();
    if (ExitCode !== 0) throw new Error(`"${command}" ended with ${ExitCode}`);
  };
}
