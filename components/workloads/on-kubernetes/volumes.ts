import type { types } from "@pulumi/kubernetes";
import type { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import { defaults } from "../../../model/defaults";
import type { VolumeArgs } from "../workload-args";
import type { Mounted } from "./files";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";
import { claimSpec } from "./shared-volumes";

/** What a pod mounts, in the order the user gave it. */
export function volumesOf(
  { args }: Site,
  claims: ReadonlyMap<string, PersistentVolumeClaim>,
): Mounted {
  const volumes = new Map<string, types.input.core.v1.Volume>();
  const mounts: types.input.core.v1.VolumeMount[] = [];
  (args.volumes ?? []).forEach((volume, index) => {
    const name = volume.name ?? `mount-${index}`;
    mounts.push({ name, mountPath: volume.path, readOnly: volume.readOnly ?? false });
    // A StatefulSet adds those of its own templates.
    if (!isExclusive(volume)) volumes.set(name, { name, ...sourceOf(volume, claims) });
  });
  return { volumes: [...volumes.values()], mounts };
}

/** The claims that a StatefulSet makes for each replica. */
export function claimTemplates(site: Site): types.input.core.v1.PersistentVolumeClaim[] {
  const names = new Set((site.args.volumes ?? []).filter(isExclusive).map(({ name }) => name!));
  return [...names].map((name) => ({
    metadata: { name, labels: labelsOf(site.name) },
    spec: claimSpec(site, "ReadWriteOnce"),
  }));
}

function isExclusive({ name, access }: VolumeArgs): boolean {
  return name !== undefined && (access ?? defaults.volumeAccess) === "exclusive";
}

function sourceOf(
  volume: VolumeArgs,
  claims: ReadonlyMap<string, PersistentVolumeClaim>,
): Omit<types.input.core.v1.Volume, "name"> {
  const { name, existing, tmpfs, hostPath, readOnly } = volume;
  if (tmpfs !== undefined) {
    const sizeLimit = tmpfs.sizeMib === undefined ? undefined : `${tmpfs.sizeMib}Mi`;
    return { emptyDir: { medium: "Memory", ...(sizeLimit && { sizeLimit }) } };
  }
  if (hostPath !== undefined) return { hostPath: { path: hostPath } };
  const claimName = existing ?? claims.get(name!)!.metadata.name;
  return { persistentVolumeClaim: { claimName, readOnly: readOnly ?? false } };
}
