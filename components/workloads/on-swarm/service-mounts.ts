import type { types } from "@pulumi/docker";
import { defaults } from "../../../model/defaults";
import { WORKLOAD_LABEL } from "../../../model/labels";
import { present } from "../present";
import type { VolumeArgs } from "../workload-args";

type Mount = types.input.ServiceTaskSpecContainerSpecMount;
const MIB = 1024 * 1024;

/** What each task mounts. A named volume is made by the node that runs the task, and stays there. */
export function serviceMounts(name: string, volumes: readonly VolumeArgs[]): Mount[] | undefined {
  return volumes.length === 0 ? undefined : volumes.map((volume) => mountOf(name, volume));
}

function mountOf(name: string, volume: VolumeArgs): Mount {
  const { path: target, readOnly = false, tmpfs, hostPath, existing } = volume;
  if (tmpfs !== undefined)
    return {
      type: "tmpfs",
      target,
      readOnly,
      tmpfsOptions: present({
        sizeBytes: tmpfs.sizeMib === undefined ? undefined : tmpfs.sizeMib * MIB,
        mode: tmpfs.mode === undefined ? undefined : Number.parseInt(tmpfs.mode, 8),
      }),
    };
  if (hostPath !== undefined) return { type: "bind", source: hostPath, target, readOnly };
  if (existing !== undefined) return { type: "volume", source: existing, target, readOnly };
  const shared = (volume.access ?? defaults.volumeAccess) === "shared";
  return {
    type: "volume",
    // Swarm fills in the number of the task's place.
    source: `${name}-${volume.name}${shared ? "" : "-{{.Task.Slot}}"}`,
    target,
    readOnly,
    volumeOptions: { labels: [{ label: WORKLOAD_LABEL, value: name }] },
  };
}
