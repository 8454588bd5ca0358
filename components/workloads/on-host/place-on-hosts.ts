import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { planRollout } from "../../../model/rollout";
import { Pause } from "../../../plugins/slipway/sdk/pause";
import type { Signal } from "../../../plugins/slipway/sdk/signal";
import type { DockerHost } from "../../hosts/docker-host";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import type { CheckedArgs } from "../check-args";
import { endpointsOf } from "../endpoint";
import { explainRollout } from "../explain-rollout";
import type { Placement } from "../placement";
import { timeouts } from "../timeouts";
import { containerArgs } from "./container-args";
import { createFileSignals, replacingUploads } from "./file-signals";
import { createVolumes, type WorkloadVolumes } from "./volumes";

/** One host of a workload, and what its children there are called. */
export interface Site {
  host: DockerHost;
  replicas: number;
  containerName(replica: number): string;
  /** What the names of its volumes begin with. */
  volumePrefix: string;
}

interface Slot {
  site: Site;
  replica: number;
  volumes: WorkloadVolumes;
}

/** One container for each replica; each batch waits until the one before it is ready. */
export function placeOnHosts(
  workload: pulumi.Resource,
  name: string,
  args: CheckedArgs,
  sites: readonly Site[],
): Placement {
  const allVolumes: docker.Volume[] = [];
  const slots = sites.flatMap((site): Slot[] => {
    const volumes = createVolumes(workload, name, args, site, allVolumes.length);
    allVolumes.push(...volumes.all);
    return Array.from({ length: site.replicas }, (_, replica) => ({ site, replica, volumes }));
  });
  const rollout = planRollout({ ...args, replicas: slots.length });
  explainRollout(
    rollout,
    slots.map(({ site, replica }) => site.containerName(replica)),
    args.rollout,
    workload,
  );

  const containers: docker.Container[] = [];
  let before: pulumi.Resource[] = [];
  let lastSignal: Signal | undefined;
  for (const batch of rollout.batches) {
    before = batch.flatMap((index) => {
      const container = createContainer(workload, name, args, slots[index]!, index, {
        stopFirst: rollout.order === "stop-first",
        dependsOn: before,
      });
      containers.push(container);
      const { site, replica } = slots[index]!;
      const signals = createFileSignals(
        workload,
        site.containerName(replica),
        args,
        site.host,
        container,
        lastSignal,
      );
      lastSignal = signals.at(-1) ?? lastSignal;
      const pause = createPause(workload, args, slots[index]!, container);
      return [container, ...signals, ...(pause === undefined ? [] : [pause])];
    });
  }
  const containerNames = pulumi.all(containers.map((container) => container.name));
  return {
    containerNames,
    volumeNames: pulumi.all(allVolumes.map((volume) => volume.name)),
    endpoints: endpointsOf(
      containerNames,
      args.ports ?? [],
      slots.map(({ site }) => (sites.length > 1 ? site.host.name : undefined)),
    ),
    nodes: { containers, volumes: allVolumes },
  };
}

function createContainer(
  workload: pulumi.Resource,
  name: string,
  args: CheckedArgs,
  { site, replica, volumes }: Slot,
  index: number,
  { stopFirst, dependsOn }: { stopFirst: boolean; dependsOn: pulumi.Resource[] },
): docker.Container {
  const opts: pulumi.CustomResourceOptions = {
    parent: workload,
    ...site.host.childOptions,
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    ...(stopFirst ? { deleteBeforeReplace: true } : {}),
    replaceOnChanges: replacingUploads(args.files),
    ...timeouts(args),
  };
  const childArgs = transformed(
    args.transforms?.container,
    containerArgs(name, args, site.host, volumes, replica),
    opts,
    index,
  );
  return withoutStacks(() => new docker.Container(site.containerName(replica), childArgs, opts));
}

/** Watches a replica that was made anew, before the next batch begins and before anything old is removed. */
function createPause(
  workload: pulumi.Resource,
  { rollout }: CheckedArgs,
  { site, replica }: Slot,
  container: docker.Container,
): Pause | undefined {
  const seconds = rollout?.waitSeconds ?? 0;
  if (seconds === 0) return undefined;
  const { connection } = site.host;
  return new Pause(
    `${site.containerName(replica)}-pause`,
    { ...(connection !== undefined && { connection }), container: container.name, seconds },
    { parent: workload, ...deletedWith(site.host) },
  );
}

/** As its container; the provider of the docker plugin is none for it. */
function deletedWith({
  childOptions,
}: DockerHost): Pick<pulumi.CustomResourceOptions, "deletedWith"> {
  const { deletedWith: machine } = childOptions;
  return machine === undefined ? {} : { deletedWith: machine };
}
