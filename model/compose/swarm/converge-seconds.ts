import { waitSeconds, wholeSeconds } from "../host/wait-seconds";
import type { ComposeService } from "../project";
import { replicasOf } from "../replicas";

/** Swarm's own. */
const MONITOR = 5;

/** By when a service has converged, or something is wrong: each batch starts, gets healthy and is watched. */
export function convergeSeconds(service: ComposeService): number {
  const { parallelism = 1, delay, monitor } = service.deploy?.update_config ?? {};
  const batches = parallelism === 0 ? 1 : Math.ceil(Math.max(1, replicasOf(service)) / parallelism);
  const watched = wholeSeconds(monitor) ?? MONITOR;
  const grace = wholeSeconds(service.stop_grace_period) ?? 10;
  return (
    batches * (waitSeconds(service.healthcheck) + watched + grace + (wholeSeconds(delay) ?? 0))
  );
}
