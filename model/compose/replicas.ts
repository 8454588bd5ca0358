import type { ComposeService } from "./project";

/** How many containers a service has. */
export function replicasOf({ scale, deploy }: ComposeService): number {
  return scale ?? deploy?.replicas ?? 1;
}
