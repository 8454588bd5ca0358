import { randomBytes } from "node:crypto";
import { RegistryCredentials } from "../../../plugins/docker/connection/registry-credentials";
import type { RunCommand } from "../../../plugins/slipway/client/command";
import { runInContainer } from "../../../plugins/slipway/client/run/in-container";
import { runInFreshContainer } from "../../../plugins/slipway/client/run/in-fresh-container";
import { runOnHost } from "../../../plugins/slipway/client/run/on-host";
import { UserError } from "../../../toolchain/user-error";
import { select, type Fleet } from "../fleet";
import type { OpenHost } from "../open-hosts";
import { tasksOn } from "./tasks-on";

/** What a command runs on, or in. */
export interface Target {
  readonly host: OpenHost;
  readonly workload?: string;
  /** Its name in Docker. */
  readonly container?: string;
  readonly run: RunCommand;
}

export interface Where {
  /** Containers of these workloads. */
  readonly in?: readonly string[];
  /** These containers. */
  readonly container?: readonly string[];
  /** A container of its own from this image, on each host. */
  readonly image?: string;
  readonly network?: readonly string[];
  /** How long each host may take to connect. */
  readonly timeoutSeconds: number;
  /** Called while an image is pulled. */
  readonly onPull: (host: OpenHost, status: string) => void;
}

/** In the order of the hosts. Which containers a swarm's services have there, each host is asked. */
export async function targetsOf(
  fleet: Fleet,
  hosts: readonly OpenHost[],
  where: Where,
): Promise<Target[]> {
  const { in: workload, container, image, network, timeoutSeconds, onPull } = where;
  if (workload !== undefined || container !== undefined) {
    const { containers, services } = select(fleet, { workload, container });
    const targets = await Promise.all(
      hosts.map(async (host) => [
        ...containers
          .filter(({ provider }) => provider === host.provider)
          .map(({ name, workload: part }) => ({
            host,
            workload: part,
            container: name,
            run: runInContainer(host.access, name),
          })),
        ...(await tasksOn(host, services, { container, timeoutSeconds })),
      ]),
    );
    const found = targets.flat();
    if (found.length > 0) return found;
    throw container === undefined
      ? new UserError(`nothing of "${workload!.join('", "')}" runs on these hosts.`)
      : new UserError(`no container "${container.join('", "')}" runs on these hosts.`);
  }
  if (image === undefined) return hosts.map((host) => ({ host, run: runOnHost(host.access) }));
  const run = `exec-${randomBytes(6).toString("hex")}`;
  const credentials = new RegistryCredentials([]);
  return hosts.map((host) => ({
    host,
    run: runInFreshContainer(host.access, {
      image,
      run,
      credentials,
      ...(network !== undefined && { networks: network }),
      onPull: (status) => onPull(host, status),
    }),
  }));
}
