import type { EngineContainer, EngineImage, EngineMount } from "../../client/engine-types";
import { labelList } from "../labels";
import type { ContainerInputs } from "./container-inputs";

export function mounts(list: readonly EngineMount[] | null | undefined): ContainerInputs["mounts"] {
  if (!list?.length) return undefined;
  return list.map((each) => ({
    type: each.Type,
    target: each.Target,
    ...(each.Source && { source: each.Source }),
    ...(each.ReadOnly && { readOnly: true }),
    ...(each.BindOptions?.Propagation && {
      bindOptions: { propagation: each.BindOptions.Propagation },
    }),
    ...(each.TmpfsOptions && {
      tmpfsOptions: {
        ...(each.TmpfsOptions.SizeBytes && { sizeBytes: each.TmpfsOptions.SizeBytes }),
        ...(each.TmpfsOptions.Mode && { mode: each.TmpfsOptions.Mode }),
      },
    }),
    ...(each.VolumeOptions && { volumeOptions: volumeOptions(each.VolumeOptions) }),
  }));
}

function volumeOptions(options: NonNullable<EngineMount["VolumeOptions"]>) {
  const { NoCopy, Labels, DriverConfig, Subpath } = options;
  return {
    ...(NoCopy && { noCopy: true }),
    ...(Labels && { labels: labelList(Labels, undefined) }),
    ...(DriverConfig?.Name && { driverName: DriverConfig.Name }),
    ...(DriverConfig?.Options && { driverOptions: DriverConfig.Options }),
    ...(Subpath && { subpath: Subpath }),
  };
}

/** What `volumes` would have to be for these bindings. */
export function volumes(
  { HostConfig }: EngineContainer,
  old: ContainerInputs["volumes"],
): ContainerInputs["volumes"] {
  const bound = (HostConfig.Binds ?? []).map((bind) => {
    const [source = "", containerPath = "", options = ""] = bind.split(":");
    const flags = options.split(",");
    const selinux = flags.find((flag) => flag === "z" || flag === "Z");
    return {
      containerPath,
      ...(source.startsWith("/") ? { hostPath: source } : { volumeName: source }),
      ...(flags.includes("ro") && { readOnly: true }),
      ...(selinux && { selinuxRelabel: selinux }),
    };
  });
  const borrowed = (HostConfig.VolumesFrom ?? []).map((each) => {
    const [fromContainer = "", mode] = each.split(":");
    return { fromContainer, ...(mode === "ro" && { readOnly: true }) };
  });
  // An anonymous volume leaves no trace in the bindings.
  const anonymous = (old ?? []).filter(
    (each) => !each.hostPath && !each.volumeName && !each.fromContainer,
  );
  const all = [...bound, ...borrowed, ...anonymous];
  return all.length > 0 ? all : undefined;
}

/** Those that were asked for when the container was made, beside the image's own. */
export function anonymousVolumes(
  { Config, Mounts }: EngineContainer,
  image: EngineImage | undefined,
): ContainerInputs["volumes"] {
  const ofImage = image?.Config?.Volumes ?? {};
  const isAnonymous = (path: string) =>
    Mounts.some(
      ({ Destination, Name }) => Destination === path && /^[0-9a-f]{64}$/.test(Name ?? ""),
    );
  return Object.keys(Config.Volumes ?? {})
    .filter((path) => !(path in ofImage) && isAnonymous(path))
    .map((containerPath) => ({ containerPath }));
}
