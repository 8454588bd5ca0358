import { defaults } from "../defaults";
import type { Mistake } from "../mistakes";
import type { WorkloadSpec } from "../workload";
import { autoscaleRefusal } from "./autoscale-refusal";

/** What a sound workload asks for and a Docker host can't do; refused, never dropped in silence. */
export function dockerRefusals(
  spec: Pick<WorkloadSpec, "volumes" | "rollout" | "ports" | "replicas"> & {
    files?: unknown;
    autoscale?: unknown;
    readOnlyRootFilesystem?: unknown;
  },
): Mistake[] {
  const mistakes: Mistake[] = [...autoscaleRefusal(spec, "Docker")];
  if (spec.readOnlyRootFilesystem === true && spec.files !== undefined)
    mistakes.push({
      path: "files",
      problem:
        "Docker can't put files into a container whose root file system is read-only; " +
        "build them into the image, or leave readOnlyRootFilesystem out",
    });
  if ((spec.rollout?.maxFailures ?? 0) > 0)
    mistakes.push({
      path: "rollout.maxFailures",
      problem:
        "expected 0: Pulumi ends an update at its first failure, and a batch whose replica failed holds up those behind it; " +
        "to let the others go on, leave batch and canary out and run `pulumi up --continue-on-error`",
    });
  const replicas = spec.replicas ?? defaults.replicas;
  (spec.ports ?? []).forEach(({ publish }, index) => {
    if (publish === undefined || replicas <= 1) return;
    mistakes.push({
      path: `ports[${index}].publish.port`,
      problem:
        `the host's port ${publish.port} can only be had by one container, and there are ` +
        `${replicas} replicas; leave "publish" out and put a Gateway in front`,
    });
  });
  return mistakes;
}
