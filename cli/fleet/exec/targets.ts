import { randomBytes } from "node:crypto";
import { RegistryCredentials } from "../../../plugins/docker/connection/registry-credentials";
import type { RunCommand } from "../../../plugins/slipway/client/command";
import { runInContainer } from "../../../plugins/slipway/client/run/in-container";
import { runInFreshContainer } from "../../../plugins/slipway/client/run/in-fresh-container";
import { runOnHost } from "../../../plugins/slipway/client/run/on-host";
import { UserError } from "../../../toolchain/user-error";
import { select, type Fleet } from "../fleet";
import type { OpenCluster } from "../kubernetes/open-clusters";
import type { OpenHost } from "../open-hosts";
import type { Reachable } from "./connected";
import { podsOn } from "./pods-on";
import { tasksOn } from "./tasks-on";

/** What a command runs on, or in. */
export interface Target {
  readonly host: Reachable;
  readonly workload?: string;
  /** Its name in Docker, or the pod's. */
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

/**
 * In the order of the hosts, then of the clusters. Which containers a swarm's services have there, each host is asked;
 * which pods there are, each cluster.
 */
export async function targetsOf(
  fleet: Fleet,
  { hosts, clusters }: { hosts: readonly OpenHost[]; clusters: readonly OpenCluster[] },
  where: Where,
): Promise<Target[]> {
  const { in: workload, container, image, network, timeoutSeconds, onPull } = where;
  if (workload !== undefined || container !== undefined) {
    const { containers, services, controllers } = select(fleet, { workload, container });
    const wanted = { container, timeoutSeconds };
    const targets = await Promise.all([
      ...hosts.map(async (host) => [
        ...containers
          .filter(({ provider }) => provider === host.provider)
          .map(({ name, workload: part }) => ({
            host,
            workload: part,
            container: name,
            run: runInContainer(host.access, name),
          })),
        ...(await tasksOn(host, services, wanted)),
      ]),
      ...clusters.map((cluster) => {
        const there = controllers.filter(({ provider }) => provider === cluster.provider);
        return podsOn(cluster, there, wanted);
      }),
    ]);
    const found = targets.flat();
    if (found.length > 0) return found;
    throw container === undefined
      ? new UserError(`nothing of "${workload!.join('", "')}" runs on these hosts.`)
      : new UserError(`no container "${container.join('", "')}" runs on these hosts.`);
  }
  if (hosts.length === 0)
    throw new UserError(
      "a cluster takes commands in its workloads alone: name some of them with --in.",
    );
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
