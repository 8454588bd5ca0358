import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import type { Mistake } from "../../../model/mistakes";
import { autoscaleRefusal } from "../../../model/engines/autoscale-refusal";
import { swarmRefusals } from "../../../model/engines/swarm-refusals";
import type { SwarmPlacement } from "../../swarm/swarm-placement";
import { refuse } from "../../mistakes";
import { PrivateNetwork } from "../../networks/private-network";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import type { CheckedArgs } from "../check-args";
import { endpointsOf } from "../endpoint";
import { explainRollout } from "../explain-rollout";
import type { Engine, Placement } from "../placement";
import { createFiles } from "./files";
import { serviceArgs } from "./service-args";
import { placeOf, rolloutOf, timeoutsOf } from "./swarm-place";

/** A service in a swarm. */
export function onSwarm(placement: SwarmPlacement): Engine {
  return {
    refusals: (known) => [
      ...autoscaleRefusal(known, "Swarm"),
      ...swarmRefusals(known, placeOf(placement)),
    ],
    place: (workload, name, args) => place(workload, name, args, placement),
  };
}

function place(
  workload: pulumi.Resource,
  name: string,
  args: CheckedArgs,
  placement: SwarmPlacement,
): Placement {
  const { cluster } = placement;
  const rollout = rolloutOf(args, placement);
  refuse(networkMistakes(args), workload);
  explainRollout(
    rollout,
    Array.from(
      { length: args.replicas ?? defaults.replicas },
      (_, index) => `${name}.${index + 1}`,
    ),
    args.rollout,
    workload,
  );
  const files = createFiles(workload, name, args, cluster);
  const opts: pulumi.CustomResourceOptions = {
    parent: workload,
    provider: cluster.provider,
    // What runs in a swarm goes before its nodes do.
    dependsOn: [...cluster.members],
    ...timeoutsOf(args, rollout, placement),
  };
  const childArgs = transformed(
    args.transforms?.swarmService,
    serviceArgs(name, args, { placement, rollout, files }),
    opts,
  );
  const service = withoutStacks(() => new docker.Service(name, childArgs, opts));
  // Known by its name on its networks; a task's own name is known to nobody before it runs.
  const names = service.name.apply(() => [name]);
  return {
    containerNames: pulumi.output<string[]>([]),
    volumeNames: pulumi.output<string[]>([]),
    endpoints: endpointsOf(names, args.ports ?? []),
    nodes: { containers: [], volumes: [], services: [service] },
  };
}

function networkMistakes({ networks = [] }: CheckedArgs): Mistake[] {
  return networks.flatMap((network, index) =>
    network instanceof PrivateNetwork
      ? [
          {
            path: `networks[${index}]`,
            problem:
              'a PrivateNetwork ends at its host: use a docker.Network with driver "overlay" and the swarm\'s provider',
          },
        ]
      : [],
  );
}
