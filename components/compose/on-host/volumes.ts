import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ComposeVolume } from "../../../model/compose/project";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { present } from "../../workloads/present";
import { composeLabels, type AppOnHost } from "./app-on-host";

/** Makes the volumes that services use, and knows the names of those that are there already. */
export function createVolumes(on: AppOnHost): docker.Volume[] {
  return Object.entries(on.project.volumes).flatMap(([key, volume]) => {
    if (volume.external === true) {
      on.volumes[key] = on.later.fill<pulumi.Input<string>>(volume.name!);
      return [];
    }
    const opts: pulumi.CustomResourceOptions = {
      parent: on.app,
      provider: on.host.provider,
      retainOnDelete: on.args.keepVolumes ?? true,
    };
    const args = transformed(
      on.args.transforms?.volumes?.[key],
      on.later.fill(volumeArgs(on.project.name, key, volume)),
      opts,
    );
    const made = withoutStacks(() => new docker.Volume(`${on.name}-${key}`, args, opts));
    on.volumes[key] = made.name;
    return [made];
  });
}

function volumeArgs(project: string, key: string, volume: ComposeVolume): docker.VolumeArgs {
  return present<docker.VolumeArgs>({
    name: volume.name,
    driver: volume.driver,
    driverOpts: volume.driver_opts,
    labels: composeLabels(project, { volume: key }, volume.labels),
  });
}
