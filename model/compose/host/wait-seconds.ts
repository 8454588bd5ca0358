import { parseDockerDuration } from "../../docker-duration";
import type { ComposeService } from "../project";

/** Docker's own, where a health check doesn't say. */
const INTERVAL = 30;
const TIMEOUT = 30;
const RETRIES = 3;
/** For the work of the engine beside the probes. */
const SLACK = 30;
const LEAST = 60;

/** Seconds of a duration as the model has it, rounded up. */
export function wholeSeconds(duration: string | undefined): number | undefined {
  const nanoseconds = duration === undefined ? undefined : parseDockerDuration(duration);
  return nanoseconds === undefined ? undefined : Math.ceil(nanoseconds / 1e9);
}

/** By when a container is healthy, or Docker has called it unhealthy. */
export function waitSeconds(check: ComposeService["healthcheck"]): number {
  const interval = wholeSeconds(check?.interval) || INTERVAL;
  const timeout = wholeSeconds(check?.timeout) || TIMEOUT;
  const start = wholeSeconds(check?.start_period) ?? 0;
  const probes = (check?.retries || RETRIES) * (interval + timeout);
  return Math.max(LEAST, start + probes + SLACK);
}
