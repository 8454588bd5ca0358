import type * as docker from "@pulumi/docker";
import type { ComposeService } from "../../../model/compose/project";
import { present } from "../../workloads/present";
import { stackLabels, type AppOnSwarm } from "./app-on-swarm";

type MountArgs = docker.types.input.ServiceTaskSpecContainerSpecMount;

/** Mounts of a service. Each node makes a volume itself when the first task on it needs that. */
export function serviceMounts(on: AppOnSwarm, service: ComposeService): MountArgs[] | undefined {
  const mounts = (service.volumes ?? []).map((volume): MountArgs => {
    const { type, source, target, read_only: readOnly, bind, tmpfs } = volume;
    const common = { type: type!, target: target!, readOnly };
    if (type === "tmpfs")
      return present({
        ...common,
        tmpfsOptions:
          tmpfs &&
          present({
            sizeBytes: tmpfs.size === undefined ? undefined : Number(tmpfs.size),
            mode: tmpfs.mode,
          }),
      });
    if (type === "bind")
      return present({
        ...common,
        source,
        bindOptions: bind?.propagation ? { propagation: bind.propagation } : undefined,
      });
    return present({ ...common, ...volumeSource(on, volume) });
  });
  for (const each of service.tmpfs ?? []) mounts.push(tmpfsMount(each));
  return mounts.length === 0 ? undefined : mounts;
}

function volumeSource(
  on: AppOnSwarm,
  { source, volume }: NonNullable<ComposeService["volumes"]>[number],
): Pick<MountArgs, "source" | "volumeOptions"> {
  if (source === undefined) return {};
  const { name, external, driver, driver_opts, labels } = on.project.volumes[source]!;
  if (external === true)
    return { source: name!, ...(volume?.nocopy && { volumeOptions: { noCopy: true } }) };
  return {
    source: name!,
    volumeOptions: present({
      driverName: driver,
      driverOptions: driver_opts,
      labels: stackLabels(on.project.name, { ...labels, ...volume?.labels }),
      noCopy: volume?.nocopy,
    }),
  };
}

/** `/run:size=64m,mode=1777`. */
function tmpfsMount(text: string): MountArgs {
  const [target = "", options = ""] = text.split(":");
  const values = new Map(options.split(",").map((each) => each.split("=") as [string, string]));
  const size = /^(\d+)([kmg]?)/i.exec(values.get("size") ?? "");
  const mode = values.get("mode");
  const tmpfsOptions = present({
    sizeBytes:
      size === null
        ? undefined
        : Number(size[1]) * 1024 ** " kmg".indexOf(size[2]!.toLowerCase() || " "),
    mode: mode === undefined ? undefined : parseInt(mode, 8),
  });
  return present({
    type: "tmpfs",
    target,
    tmpfsOptions: Object.keys(tmpfsOptions).length === 0 ? undefined : tmpfsOptions,
  });
}
