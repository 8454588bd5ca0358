import type { WorkloadArgs } from "./workload-args";
import { onHost } from "./on-host/on-host";
import type { Engine } from "./placement";

/** The engine that a workload's `on` means. */
export function engineFor(on: WorkloadArgs["on"]): Engine {
  return onHost(on);
}
