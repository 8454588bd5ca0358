import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { WORKLOAD_LABEL } from "../../../model/labels";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import type { DockerHost } from "../../hosts/docker-host";
import type { CheckedArgs } from "../check-args";
import type { Site } from "./place-on-hosts";

/** The named volumes of a workload, and which of them each replica mounts. */
export interface WorkloadVolumes {
  all: docker.Volume[];
  /** Docker's name of volume `name` for that replica. */
  nameOf(name: string, replica: number): pulumi.Output<string>;
}

/**
 * Makes one volume for each shared one and one per replica for each exclusive one. They belong to the workload and
 * not to a container, so that replacing containers leaves them alone.
 *
 * @param others how many volumes the workload has elsewhere already.
 */
export function createVolumes(
  workload: pulumi.Resource,
  name: string,
  args: CheckedArgs,
  { host, replicas, volumePrefix: prefix }: Site,
  others: number,
): WorkloadVolumes {
  const all: docker.Volume[] = [];
  const byChild = new Map<string, docker.Volume>();
  const create = (child: string): void => {
    if (byChild.has(child)) return;
    const volume = createVolume(workload, name, child, args, host, others + all.length);
    byChild.set(child, volume);
    all.push(volume);
  };
  const shared = new Set<string>();
  for (const volume of args.volumes ?? []) {
    if (volume.name === undefined) continue;
    if ((volume.access ?? defaults.volumeAccess) === "shared") {
      shared.add(volume.name);
      create(`${prefix}-${volume.name}`);
    } else {
      for (let replica = 0; replica < replicas; replica++)
        create(`${prefix}-${volume.name}-${replica}`);
    }
  }
  return {
    all,
    nameOf(volume, replica) {
      const child = shared.has(volume) ? `${prefix}-${volume}` : `${prefix}-${volume}-${replica}`;
      return byChild.get(child)!.name;
    },
  };
}

function createVolume(
  workload: pulumi.Resource,
  name: string,
  child: string,
  args: CheckedArgs,
  host: DockerHost,
  index: number,
): docker.Volume {
  const keep = args.keepVolumes ?? true;
  const opts: pulumi.CustomResourceOptions = {
    parent: workload,
    ...host.childOptions,
    protect: keep,
    retainOnDelete: keep,
  };
  const volumeArgs = transformed(
    args.transforms?.volume,
    { labels: [{ label: WORKLOAD_LABEL, value: name }] },
    opts,
    index,
  );
  return withoutStacks(() => new docker.Volume(child, volumeArgs, opts));
}
