import { onHost } from "../docker/connection/lost-host";
import type { ProviderDefinition, Resource } from "../runtime/resource";
import { fateOf, Fleet } from "./client/fleet";
import { checkObjects } from "./functions/check-objects";
import { clusterAddress } from "./functions/cluster-address";
import { balancerMember } from "./resources/balancer-member";
import { clusterReadiness } from "./resources/cluster-readiness";
import { dockerEngine } from "./resources/docker-engine";
import { pause } from "./resources/pause";
import { readiness } from "./resources/readiness";
import { route } from "./resources/route";
import { signal } from "./resources/signal";
import { sshHostKey } from "./resources/ssh-host-key";
import { node } from "./resources/swarm/node";
import { swarm } from "./resources/swarm/swarm";
import { task } from "./resources/task/task";

/** The `slipway` plugin: what no official package has. Its resources name their host, so one process serves them all. */
export const provider: ProviderDefinition<Fleet> = {
  name: "slipway",
  version: "0.1.0",
  withoutConfig: true,
  checkConfig: () => [],
  configure: () => new Fleet(),
  resources: {
    "slipway:gateway:BalancerMember": mayBeLost(balancerMember),
    "slipway:gateway:Route": mayBeLost(route),
    // A swarm outlives each of its hosts, and its managers take out one that is lost.
    "slipway:swarm:Node": node,
    "slipway:swarm:Swarm": swarm,
    "slipway:kubernetes:Readiness": clusterReadiness,
    "slipway:hosts:DockerEngine": mayBeLost(dockerEngine),
    "slipway:hosts:Readiness": mayBeLost(readiness),
    "slipway:hosts:SshHostKey": sshHostKey,
    "slipway:rollout:Pause": mayBeLost(pause),
    "slipway:tasks:Task": mayBeLost(task),
    "slipway:workloads:Signal": mayBeLost(signal),
  },
  functions: {
    "slipway:kubernetes:checkObjects": checkObjects,
    "slipway:kubernetes:clusterAddress": clusterAddress,
  },
  close: (fleet) => fleet.close(),
};

function mayBeLost(resource: Resource<Fleet>): Resource<Fleet> {
  return onHost(resource, (_, call) => fateOf(call));
}
