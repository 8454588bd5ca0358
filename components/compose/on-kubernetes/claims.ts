import type { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { claimName } from "../../../model/compose/kubernetes/claim-name";
import { replicasOf } from "../../../model/compose/replicas";
import type { AppOnKubernetes } from "./workload-args";

/** Makes a claim for each volume that services use, and knows the names of those that are there already. */
export function createClaims(on: AppOnKubernetes): Record<string, PersistentVolumeClaim> {
  const made: Record<string, PersistentVolumeClaim> = {};
  for (const [key, volume] of Object.entries(on.project.volumes)) {
    const name = on.later.fill<pulumi.Input<string>>(claimName(volume));
    if (volume.external === true) {
      on.claims[key] = name;
      continue;
    }
    made[key] = on.cluster.claims(
      `${on.name}-${key}`,
      { name, shared: isShared(on, key) },
      { parent: on.parent, retainOnDelete: on.args.keepVolumes ?? true },
    );
    on.claims[key] = made[key].metadata.name;
  }
  return made;
}

/** True where more than one pod writes to a volume. */
export function isShared({ project }: AppOnKubernetes, key: string): boolean {
  const users = Object.values(project.services).filter(({ volumes = [] }) =>
    volumes.some(({ type, source }) => type === "volume" && source === key),
  );
  return users.reduce((sum, service) => sum + replicasOf(service), 0) > 1;
}
