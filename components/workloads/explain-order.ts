import * as pulumi from "@pulumi/pulumi";
import type { Rollout } from "../../model/rollout";

/** In preview, why replicas will be stopped before their successors start. */
export function explainOrder({ order, reason }: Rollout, workload: pulumi.Resource): void {
  if (order !== "stop-first" || !pulumi.runtime.isDryRun()) return;
  void pulumi.log.info(`replicas are replaced stop-first: ${reason}`, workload);
}
