import { createHash } from "node:crypto";

/** Labels on everything Slipway makes in Docker, for people and for `docker ps --filter label=…`. */
export const WORKLOAD_LABEL = "slipway.workload";
export const REPLICA_LABEL = "slipway.replica";

/** On what runs a workload's pods on Kubernetes: whose it is. */
export const STACK_LABEL = "slipway.stack";

/** Users' labels may not begin so: these belong to Slipway. */
export const RESERVED_LABEL_PREFIX = "slipway.";

/** `project.stack`; a hash of it where that is no value for a label of Kubernetes. */
export function stackLabel(project: string, stack: string): string {
  const name = `${project}.${stack}`;
  if (/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(name)) return name;
  return createHash("sha256").update(name).digest("hex").slice(0, 40);
}
