import type * as docker from "@pulumi/docker";
import type { CheckedArgs } from "../check-args";
import type { WorkloadVolumes } from "./volumes";

type Mounts = Pick<docker.ContainerArgs, "volumes" | "tmpfs">;

/** What a replica mounts, in the order the user gave it. */
export function mounts(
  volumes: CheckedArgs["volumes"],
  made: WorkloadVolumes,
  replica: number,
): Mounts {
  const mounted = [];
  const tmpfs: Record<string, string> = {};
  for (const { path, readOnly, name, existing, hostPath, tmpfs: memory } of volumes ?? []) {
    if (memory !== undefined) {
      const options = [
        ...(readOnly === true ? ["ro"] : []),
        ...(memory.sizeMib === undefined ? [] : [`size=${memory.sizeMib}m`]),
        ...(memory.mode === undefined ? [] : [`mode=${memory.mode}`]),
      ];
      tmpfs[path] = options.join(",");
      continue;
    }
    mounted.push({
      containerPath: path,
      readOnly: readOnly ?? false,
      ...(hostPath === undefined
        ? { volumeName: existing ?? made.nameOf(name!, replica) }
        : { hostPath }),
    });
  }
  return {
    ...(mounted.length === 0 ? {} : { volumes: mounted }),
    ...(Object.keys(tmpfs).length === 0 ? {} : { tmpfs }),
  };
}
