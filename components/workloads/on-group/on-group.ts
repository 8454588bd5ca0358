import * as docker from "@pulumi/docker";
import { defaults } from "../../../model/defaults";
import { dockerRefusals } from "../../../model/engines/docker-refusals";
import { groupRefusals } from "../../../model/engines/group-refusals";
import type { Mistake } from "../../../model/mistakes";
import { spreadOver } from "../../../model/spread";
import type { Hosts } from "../../hosts/host-group";
import { refuse } from "../../mistakes";
import type { CheckedArgs } from "../check-args";
import { placeOnHosts, type Site } from "../on-host/place-on-hosts";
import type { Engine } from "../placement";
import { note } from "../../note";

/** Containers on each of several Docker hosts, or spread over them. */
export function onGroup({ hosts }: Hosts): Engine {
  return {
    refusals: (known) => [...dockerRefusals(known), ...groupRefusals(known, hosts.length)],
    copies: ({ replicas, spread }) => spread ?? hosts.length * (replicas ?? defaults.replicas),
    place(workload, name, args) {
      refuse(misplaced(args, hosts), workload);
      if (hosts.length === 0) note("warn", "on: no host is selected, so nothing runs", workload);
      return placeOnHosts(workload, name, args, sitesOf(name, args, hosts));
    },
  };
}

function sitesOf(name: string, args: CheckedArgs, hosts: Hosts["hosts"]): Site[] {
  const each = args.replicas ?? defaults.replicas;
  const shares =
    args.spread === undefined || hosts.length === 0
      ? undefined
      : spreadOver(
          name,
          hosts.map((host) => host.name),
          args.spread,
        );
  return hosts.map((host, index) => ({
    host,
    replicas: shares?.[index]!.replicas ?? each,
    containerName: (replica) => `${name}-${host.name}${replica === 0 ? "" : `-${replica}`}`,
    volumePrefix: `${name}-${host.name}`,
  }));
}

/** What is on one host alone, or on others than the workload. */
function misplaced({ madeImage, networks }: CheckedArgs, hosts: Hosts["hosts"]): Mistake[] {
  const missing = madeImage === undefined ? [] : hosts.filter((host) => !madeImage.isOn(host));
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            path: "image",
            problem: `is not on ${missing.map(({ name }) => `"${name}"`).join(", ")}, where the workload runs; give the Image the same \`on\``,
          },
        ]),
    ...(networks ?? []).flatMap((network, index) =>
      docker.Network.isInstance(network) && hosts.length > 1
        ? [
            {
              path: `networks[${index}]`,
              problem: `a docker.Network is on one host, and the workload on ${hosts.length}; use a PrivateNetwork on the same hosts, or a name that each of them has`,
            },
          ]
        : [],
    ),
  ];
}
