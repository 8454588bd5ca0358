import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Rollout } from "../../../model/rollout";
import type { DockerHost } from "../../hosts/docker-host";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import type { CheckedArgs } from "../check-args";
import { timeouts } from "../timeouts";
import { containerArgs } from "./container-args";
import type { WorkloadVolumes } from "./volumes";

/** One container for each replica; each batch waits until the one before it is ready. */
export function createContainers(
  workload: pulumi.Resource,
  name: string,
  args: CheckedArgs,
  host: DockerHost,
  volumes: WorkloadVolumes,
  { order, batches }: Rollout,
): docker.Container[] {
  const create = (replica: number, dependsOn: docker.Container[]): docker.Container => {
    const opts: pulumi.CustomResourceOptions = {
      parent: workload,
      provider: host.provider,
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...(order === "stop-first" ? { deleteBeforeReplace: true } : {}),
      // Few programs read their files again while they run, and the rollout's gate is in the replacement.
      replaceOnChanges: ["uploads"],
      ...timeouts(args),
    };
    const childArgs = transformed(
      args.transforms?.container,
      containerArgs(name, args, volumes, replica),
      opts,
      replica,
    );
    return withoutStacks(() => new docker.Container(`${name}-${replica}`, childArgs, opts));
  };
  const all: docker.Container[] = [];
  let before: docker.Container[] = [];
  for (const batch of batches) {
    before = batch.map((replica) => create(replica, before));
    all.push(...before);
  }
  return all;
}
