import { Deployment, StatefulSet } from "@pulumi/kubernetes/apps/v1";
import type { Job } from "@pulumi/kubernetes/batch/v1";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { isJob } from "../../../model/engines/kubernetes-jobs";
import type { Rollout } from "../../../model/rollout";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { timeouts } from "../timeouts";
import { createJob } from "./job";
import { controllerLabels, labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";
import { podTemplate, type PodParts } from "./pod-template";
import { claimTemplates } from "./volumes";

export type Controller = Deployment | StatefulSet | Job;

/** What runs the replicas. The update ends when all are ready, or fails with the reason. */
export function createController(
  site: Site,
  parts: PodParts & { order: Rollout["order"]; stateful: boolean },
): Controller {
  const { name, args, childOpts } = site;
  if (isJob(args)) return createJob(site, parts);
  const labels = labelsOf(name);
  const metadata = { name, labels: controllerLabels(name) };
  const common = {
    // Who counts them up and down would be in conflict with a number here.
    ...(args.autoscale === undefined && { replicas: args.replicas ?? defaults.replicas }),
    selector: { matchLabels: labels },
    // Ready for so long before the next one's turn.
    ...(args.rollout?.waitSeconds ? { minReadySeconds: args.rollout.waitSeconds } : {}),
    template: podTemplate(site, parts),
  };
  const opts: pulumi.CustomResourceOptions = { ...childOpts(), ...timeouts(args) };
  if (parts.stateful) {
    const kept = (args.keepVolumes ?? true) ? "Retain" : "Delete";
    const stateful = transformed(
      args.transforms?.statefulSet,
      {
        metadata,
        spec: {
          ...common,
          serviceName: name,
          // Replicas don't wait for each other at the start, as on the other engines.
          podManagementPolicy: "Parallel",
          persistentVolumeClaimRetentionPolicy: { whenDeleted: kept, whenScaled: kept },
          volumeClaimTemplates: claimTemplates(site),
        },
      },
      opts,
    );
    return withoutStacks(() => new StatefulSet(name, stateful, opts));
  }
  const deployment = transformed(
    args.transforms?.deployment,
    {
      metadata,
      spec: {
        ...common,
        progressDeadlineSeconds:
          (args.health?.deadlineSeconds ?? defaults.healthDeadlineSeconds) +
          (args.rollout?.waitSeconds ?? 0),
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: rollingUpdate(parts.order, args.rollout),
        },
      },
    },
    opts,
  );
  return withoutStacks(() => new Deployment(name, deployment, opts));
}

/** Start-first, replicas are made beyond those that there are; stop-first, some of them go before. */
function rollingUpdate(order: Rollout["order"], rollout: Site["args"]["rollout"]) {
  return order === "start-first"
    ? { maxSurge: rollout?.batch ?? "100%", maxUnavailable: 0 }
    : { maxSurge: 0, maxUnavailable: rollout?.batch ?? 1 };
}
