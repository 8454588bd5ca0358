import { defaults } from "../defaults";
import type { Mistake } from "../mistakes";
import type { WorkloadSpec } from "../workload";

/** What a sound workload asks for and a group of hosts can't do, beyond what a Docker host can't. */
export function groupRefusals(
  spec: Pick<WorkloadSpec, "ports" | "replicas" | "spread">,
  hosts: number,
): Mistake[] {
  const { spread, replicas, ports } = spec;
  if (spread === undefined) return [];
  if (replicas !== undefined)
    return [
      {
        path: "spread",
        problem:
          "replicas says how many run on each host, spread how many in all; keep one of them",
      },
    ];
  const most = hosts === 0 ? 0 : Math.ceil(spread / hosts);
  return (ports ?? []).flatMap(({ publish }, index) =>
    publish === undefined || most <= 1
      ? []
      : [
          {
            path: `ports[${index}].publish.port`,
            problem:
              `port ${publish.port} of ${publish.address ?? defaults.publishAddress} can only be had by one container ` +
              `a host, and ${spread} replicas on ${hosts} hosts are more; spread over at most ${hosts}`,
          },
        ],
  );
}
