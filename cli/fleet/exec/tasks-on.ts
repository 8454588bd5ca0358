import { isEngineError } from "../../../plugins/docker/client/engine-error";
import type { EngineContainerSummary } from "../../../plugins/docker/client/engine-types";
import { runInContainer } from "../../../plugins/slipway/client/run/in-container";
import { fits } from "../fleet";
import { inOrder } from "../in-order";
import type { OpenHost } from "../open-hosts";
import { serviceOf, type DeclaredService } from "../services-in-state";
import { connected } from "./connected";
import type { Target } from "./targets";

/** Which containers of services, by their names or ids, and how long each host may take to connect. */
export interface TasksWanted {
  readonly container?: readonly string[] | undefined;
  readonly timeoutSeconds: number;
}

/**
 * What services run on a host, in the order of their names. A host that can't be asked is a target all the same, which
 * then says why.
 */
export async function tasksOn(
  host: OpenHost,
  services: readonly DeclaredService[],
  { container, timeoutSeconds }: TasksWanted,
): Promise<Target[]> {
  if (services.length === 0) return [];
  let listed: EngineContainerSummary[];
  try {
    await connected(host, timeoutSeconds);
    listed = await host.access.engine.listContainers([]);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    const fail = () => Promise.reject(error);
    return [{ host: { ...host, connect: fail }, run: fail }];
  }
  return listed
    .flatMap(({ Id, Names, Labels, State }): (Target & { container: string })[] => {
      const name = (Names[0] ?? "").slice(1);
      const service = State === "running" ? serviceOf(Labels ?? {}, services) : undefined;
      if (service === undefined || !fits(container, name, Id)) return [];
      const run = runInContainer(host.access, name);
      return [{ host, workload: service.workload, container: name, run }];
    })
    .sort((a, b) => inOrder(a.container, b.container));
}
