import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { dockerRefusals } from "../../../model/engines/docker-refusals";
import { planRollout } from "../../../model/rollout";
import type { DockerHost } from "../../hosts/docker-host";
import type { CheckedArgs } from "../check-args";
import { endpointsOf } from "../endpoint";
import { explainOrder } from "../explain-order";
import type { Engine, Placement } from "../placement";
import { createContainers } from "./containers";
import { createVolumes } from "./volumes";

/** Containers on one Docker host. */
export function onHost(host: DockerHost): Engine {
  return {
    refusals: dockerRefusals,
    place: (workload, name, args) => place(workload, name, args, host),
  };
}

function place(
  workload: pulumi.Resource,
  name: string,
  args: CheckedArgs,
  host: DockerHost,
): Placement {
  const rollout = planRollout(args);
  explainOrder(rollout, workload);
  const volumes = createVolumes(workload, name, args, host, args.replicas ?? defaults.replicas);
  const containers = createContainers(workload, name, args, host, volumes, rollout);
  const containerNames = pulumi.all(containers.map((container) => container.name));
  return {
    containerNames,
    volumeNames: pulumi.all(volumes.all.map((volume) => volume.name)),
    endpoints: endpointsOf(containerNames, args.ports ?? []),
    nodes: { containers, volumes: volumes.all },
  };
}
