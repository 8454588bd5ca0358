import * as pulumi from "@pulumi/pulumi";
import { describeRollout, type Rollout } from "../../model/rollout";
import type { RolloutSpec } from "../../model/workload";

/** In preview, in which order replicas change, and why. */
export function explainRollout(
  rollout: Rollout,
  names: readonly string[],
  spec: RolloutSpec | undefined,
  workload: pulumi.Resource,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const sentence = describeRollout(rollout, names, spec);
  if (sentence !== undefined) workload.urn.apply(() => pulumi.log.info(sentence, workload));
}
