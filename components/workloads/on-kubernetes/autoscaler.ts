import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import type { types } from "@pulumi/kubernetes";
import { isStateful } from "../../../model/engines/kubernetes-refusals";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import type { Controller } from "./controller";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";
import { fewestReplicas } from "./replica-bounds";

/** Counts replicas up and down by how busy they are. The cluster needs its metrics server for that. */
export function createAutoscaler(site: Site, controller: Controller): void {
  const { name, args, childOpts } = site;
  if (args.autoscale === undefined) return;
  const { maxReplicas, cpuPercent, memoryPercent } = args.autoscale;
  const metrics = [metric("cpu", cpuPercent), metric("memory", memoryPercent)].flat();
  const opts = childOpts();
  const made = transformed(
    args.transforms?.autoscaler,
    {
      metadata: { name, labels: labelsOf(name) },
      spec: {
        scaleTargetRef: {
          apiVersion: "apps/v1",
          kind: isStateful(args) ? "StatefulSet" : "Deployment",
          name: controller.metadata.name,
        },
        minReplicas: fewestReplicas(args),
        maxReplicas,
        metrics,
      },
    },
    opts,
  );
  withoutStacks(() => new HorizontalPodAutoscaler(`${name}-autoscaler`, made, opts));
}

function metric(
  name: "cpu" | "memory",
  percent: number | undefined,
): types.input.autoscaling.v2.MetricSpec[] {
  if (percent === undefined) return [];
  const target = { type: "Utilization", averageUtilization: percent };
  return [{ type: "Resource", resource: { name, target } }];
}
