import type { NodeSelector } from "../../model/swarm-placement";
import type { SwarmUpdate } from "../../model/engines/swarm-refusals";
import type { Engine } from "../workloads/placement";
import { onSwarm } from "../workloads/on-swarm/on-swarm";
import type { SwarmCluster } from "./swarm-cluster";

/** How a workload runs in a swarm, beyond what it says itself. Plain values; each updates in place but `everywhere`. */
export interface SwarmPlacementArgs {
  /** The nodes that it may run on, such as `{ role: "web" }`. Defaults to all of them. */
  where?: NodeSelector;
  /** More of Swarm's own constraints, such as `node.role==worker`. Defaults to none. */
  constraints?: readonly string[];
  /** Labels over whose values it is spread evenly, such as `region`. Defaults to none. */
  spread?: readonly string[];
  /** One task on each of those nodes, and on each that joins; `replicas` is left out. A change replaces. Defaults to false. */
  everywhere?: boolean;
  /** Defaults to no limit. */
  maxPerNode?: number;
  /**
   * How its name is resolved on its networks: to one virtual address (`vip`, which needs IPVS in the nodes' kernels), or
   * to those of all tasks (`dnsrr`). Defaults to `vip`.
   */
  endpointMode?: "vip" | "dnsrr";
  /**
   * Where published ports listen: on every node of the swarm (`ingress`, with `vip` alone), or on those that run a task
   * (`host`). Defaults to `ingress` with `vip`, and `host` with `dnsrr`.
   */
  publishMode?: "ingress" | "host";
  /** How tasks are changed, beyond what the workload's `rollout` says. */
  update?: SwarmUpdate;
}

/** A place in a swarm, from `SwarmCluster.place`, for a workload to be put `on`. */
export class SwarmPlacement {
  constructor(
    readonly cluster: SwarmCluster,
    readonly args: SwarmPlacementArgs,
  ) {}

  /** What `Workload` makes of it. */
  get engine(): Engine {
    return onSwarm(this);
  }
}
