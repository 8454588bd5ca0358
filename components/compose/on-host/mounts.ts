import type * as docker from "@pulumi/docker";
import { isBoundFile, serviceFiles } from "../../../model/compose/host/service-files";
import { isOfProject } from "../../../model/compose/host/is-of-project";
import type { ComposeService } from "../../../model/compose/project";
import { present } from "../../workloads/present";
import type { AppOnHost } from "./app-on-host";
import { deliveredFiles } from "./delivered-files";
import { uploadOf } from "./upload-of";

type Mounted = Pick<docker.ContainerArgs, "volumes" | "mounts" | "tmpfs" | "uploads">;
type VolumeArgs = docker.types.input.ContainerVolume;
type MountArgs = docker.types.input.ContainerMount;
type Upload = docker.types.input.ContainerUpload;

/** What a container of a service finds in its file system. */
export function mounts(on: AppOnHost, name: string, service: ComposeService): Mounted {
  const volumes: VolumeArgs[] = [];
  const further: MountArgs[] = [];
  const uploads: Upload[] = [];
  for (const volume of service.volumes ?? []) {
    const { type, source, target, read_only: readOnly, bind } = volume;
    const common = { target: target!, readOnly };
    if (type === "tmpfs")
      further.push(
        present({
          type,
          ...common,
          tmpfsOptions:
            volume.tmpfs &&
            present({
              sizeBytes: volume.tmpfs.size === undefined ? undefined : Number(volume.tmpfs.size),
              mode: volume.tmpfs.mode,
            }),
        }),
      );
    else if (type === "volume") addVolume(on, volume, volumes, further);
    else if (!on.isLocal && isOfProject(on.project, source!))
      uploads.push(...deliveredFiles(on, name, volume));
    else if (bind?.create_host_path === true && bind.propagation === undefined)
      volumes.push(
        present({
          hostPath: source,
          containerPath: target,
          readOnly,
          selinuxRelabel: bind.selinux,
        }),
      );
    else
      further.push(
        present({
          type: "bind",
          source,
          ...common,
          bindOptions: bind?.propagation ? { propagation: bind.propagation } : undefined,
        }),
      );
  }
  for (const each of service.volumes_from ?? []) volumes.push(borrowed(on, each));
  for (const file of serviceFiles(on.project, service)) {
    if (isBoundFile(file, on.isLocal))
      further.push({
        type: "bind",
        source: file.object.file!,
        target: file.target,
        readOnly: true,
      });
    else uploads.push(uploadOf(file, on.later));
  }
  return present({
    volumes: filled(volumes),
    mounts: filled(further),
    uploads: filled(uploads),
    tmpfs: service.tmpfs && tmpfs(service.tmpfs),
  });
}

function addVolume(
  on: AppOnHost,
  { source, target, read_only: readOnly, volume }: NonNullable<ComposeService["volumes"]>[number],
  volumes: VolumeArgs[],
  further: MountArgs[],
): void {
  const options = present({
    noCopy: volume?.nocopy,
    subpath: volume?.subpath,
    labels:
      volume?.labels && Object.entries(volume.labels).map(([label, value]) => ({ label, value })),
  });
  const dockerName = source === undefined ? undefined : on.volumes[source]!;
  if (Object.keys(options).length === 0)
    volumes.push(present({ volumeName: dockerName, containerPath: target, readOnly }));
  else
    further.push(
      present({
        type: "volume",
        source: dockerName,
        target: target!,
        readOnly,
        volumeOptions: options,
      }),
    );
}

/** `service[:ro]` or `container:name[:ro]`. */
function borrowed(on: AppOnHost, text: string): VolumeArgs {
  const parts = text.split(":");
  const isForeign = parts[0] === "container";
  const [name = "", mode] = isForeign ? parts.slice(1) : parts;
  return {
    fromContainer: isForeign ? name : on.containers[name]![0]!.id,
    ...(mode === "ro" && { readOnly: true }),
  };
}

function tmpfs(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((each): [string, string] => {
      const at = each.indexOf(":");
      return at === -1 ? [each, ""] : [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
