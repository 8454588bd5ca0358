import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { present } from "../present";
import { labelsOf } from "./meta";
import type { Site, Target } from "./on-kubernetes";

/** A claim for each shared volume, by the volume's name. */
export function createSharedVolumes(site: Site): Map<string, PersistentVolumeClaim> {
  const { name, args, childOpts } = site;
  const claims = new Map<string, PersistentVolumeClaim>();
  for (const { name: volume, access } of args.volumes ?? []) {
    if (volume === undefined || (access ?? defaults.volumeAccess) !== "shared") continue;
    if (claims.has(volume)) continue;
    const keep = args.keepVolumes ?? true;
    claims.set(
      volume,
      new PersistentVolumeClaim(
        `${name}-${volume}`,
        {
          metadata: { name: `${name}-${volume}`, labels: labelsOf(name) },
          spec: claimSpec(site, "ReadWriteMany"),
        },
        { ...childOpts(), protect: keep, retainOnDelete: keep },
      ),
    );
  }
  return claims;
}

/** What a volume is asked for with. */
export function claimSpec(
  { storageClass, volumeSizeMib }: Target,
  access: "ReadWriteMany" | "ReadWriteOnce",
): {
  accessModes: string[];
  storageClassName?: pulumi.Input<string>;
  resources: { requests: { storage: string } };
} {
  return present({
    accessModes: [access],
    storageClassName: storageClass,
    resources: { requests: { storage: `${volumeSizeMib}Mi` } },
  });
}
