import { randomBytes } from "node:crypto";
import { RegistryCredentials } from "../../../plugins/docker/connection/registry-credentials";
import type { RunCommand } from "../../../plugins/slipway/client/command";
import { runInContainer } from "../../../plugins/slipway/client/run/in-container";
import { runInFreshContainer } from "../../../plugins/slipway/client/run/in-fresh-container";
import { runOnHost } from "../../../plugins/slipway/client/run/on-host";
import { selectContainers, type Fleet } from "../fleet";
import type { OpenHost } from "../open-hosts";

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
  /** Called while an image is pulled. */
  readonly onPull: (host: OpenHost, status: string) => void;
}

/** In the order of the hosts. */
export function targetsOf(fleet: Fleet, hosts: readonly OpenHost[], where: Where): Target[] {
  const { in: workload, container, image, network, onPull } = where;
  if (workload !== undefined || container !== undefined) {
    const containers = selectContainers(fleet, { workload, container });
    return hosts.flatMap((host) =>
      containers
        .filter(({ provider }) => provider === host.provider)
        .map(({ name, workload: part }) => ({
          host,
          workload: part,
          container: name,
          run: runInContainer(host.access, name),
        })),
    );
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
