import * as pulumi from "@pulumi/pulumi";
import { kubernetesRefusals } from "../../../model/engines/kubernetes-refusals";
import { OnCluster } from "../../kubernetes/on-cluster";
import type { BringsEngine, Engine, Placement } from "../placement";
import { note } from "../../note";

interface Cluster {
  name: string;
  cluster: BringsEngine;
}

/** The same workload on each of several clusters, wave by wave. */
export function onClusters(waves: readonly (readonly Cluster[])[]): Engine {
  return {
    refusals: (known) => waves[0]?.[0]?.cluster.engine.refusals(known) ?? kubernetesRefusals(known),
    place(workload, name, args) {
      if (waves.length === 0) note("warn", "on: no cluster is selected, so nothing runs", workload);
      if (waves.length > 1 && pulumi.runtime.isDryRun())
        note("info", `clusters change in ${waves.length} waves: ${described(waves)}`, workload);
      const placements: Placement[] = [];
      let before: OnCluster[] = [];
      for (const wave of waves)
        before = wave.map(({ name: on, cluster }) => {
          const place = new OnCluster(`${name}-${on}`, on, workload, before);
          placements.push(cluster.engine.place(place, name, args));
          return place;
        });
      return joined(placements);
    },
  };
}

/** `canary; then eu, us`. */
export function described(waves: readonly (readonly { name: string }[])[]): string {
  return waves.map((wave) => wave.map(({ name }) => name).join(", ")).join("; then ");
}

/** Each cluster has endpoints of its own, under the same addresses; only one of them is told. */
function joined(placements: readonly Placement[]): Placement {
  const unreachable = placements.find((each) => each.unreachable !== undefined)?.unreachable;
  return {
    endpoints: placements[0]?.endpoints ?? pulumi.output([]),
    containerNames: pulumi.output<string[]>([]),
    volumeNames: pulumi.output<string[]>([]),
    nodes: { containers: [], volumes: [] },
    ...(unreachable !== undefined && { unreachable }),
  };
}
