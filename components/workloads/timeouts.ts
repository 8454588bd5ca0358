import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../model/defaults";
import { isDeferred } from "../inputs";
import type { CheckedArgs } from "./check-args";

/** Seconds for what comes beside the wait itself: a pull, the engine's own work. */
const SLACK_SECONDS = 300;

/** Time-outs of the resource that leave room for the health deadline and the stop grace. */
export function timeouts(
  args: Pick<CheckedArgs, "health" | "stopGraceSeconds">,
): Pick<pulumi.CustomResourceOptions, "customTimeouts"> {
  const deadline = args.health?.deadlineSeconds ?? defaults.healthDeadlineSeconds;
  const given = args.stopGraceSeconds ?? defaults.stopGraceSeconds;
  // The option takes no outputs; the longest grace there is leaves room for any.
  const grace = isDeferred(given) ? 3600 : given;
  const ready = `${deadline + SLACK_SECONDS}s`;
  return { customTimeouts: { create: ready, update: ready, delete: `${grace + SLACK_SECONDS}s` } };
}
