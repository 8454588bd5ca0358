import * as pulumi from "@pulumi/pulumi";
import { describeRollout, type Rollout } from "../../model/rollout";
import type { RolloutSpec } from "../../model/workload";
import { note } from "../note";

/** In preview, in which order replicas change, and why. */
export function explainRollout(
  rollout: Rollout,
  names: readonly string[],
  spec: RolloutSpec | undefined,
  workload: pulumi.Resource,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const sentence = describeRollout(rollout, names, spec);
  if (sentence !== undefined) note("info", sentence, workload);
}
