import type { Mistake } from "../mistakes";
import type { WorkloadSpec } from "../workload";

/** What a sound workload asks for and a Docker host can't do; refused, never dropped in silence. */
export function dockerRefusals(
  spec: Pick<WorkloadSpec, "volumes"> & { files?: unknown; readOnlyRootFilesystem?: unknown },
): Mistake[] {
  const mistakes: Mistake[] = [];
  if (spec.readOnlyRootFilesystem === true && spec.files !== undefined)
    mistakes.push({
      path: "files",
      problem:
        "Docker can't put files into a container whose root file system is read-only; " +
        "build them into the image, or leave readOnlyRootFilesystem out",
    });
  return mistakes;
}
