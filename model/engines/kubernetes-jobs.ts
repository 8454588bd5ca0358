import { isLater } from "../later";
import type { Mistake } from "../mistakes";
import type { WorkloadSpec } from "../workload";

type JobSubject = { [K in keyof WorkloadSpec]?: unknown };

/** True where the program ends by itself, and so is a Job's work. */
export function isJob({ restart }: { restart?: unknown }): boolean {
  return restart === "on-failure" || restart === "no";
}

/** What a workload can't have on Kubernetes because its program ends by itself, or may. */
export function jobRefusals(spec: JobSubject): Mistake[] {
  if (isLater(spec.restart))
    return [
      {
        path: "restart",
        problem:
          "expected a plain value on Kubernetes, got an output: it decides between a Deployment and a Job",
      },
    ];
  if (!isJob(spec)) return [];
  const why: Partial<Record<keyof WorkloadSpec, string>> = {
    ports: "nobody is sent to what ends by itself",
    health: "it is done when its pods have ended well",
    rollout: "another one takes its place, nothing is rolled over",
    autoscale: "it has as many pods as replicas says",
  };
  return (Object.keys(why) as (keyof WorkloadSpec)[])
    .filter(
      (key) => spec[key] !== undefined && !(Array.isArray(spec[key]) && spec[key].length === 0),
    )
    .map((path) => ({
      path,
      problem: `restart "${String(spec.restart)}" makes a Job on Kubernetes: ${why[path]}; leave it out`,
    }));
}
