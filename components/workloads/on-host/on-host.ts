import { defaults } from "../../../model/defaults";
import { dockerRefusals } from "../../../model/engines/docker-refusals";
import type { Mistake } from "../../../model/mistakes";
import type { DockerHost } from "../../hosts/docker-host";
import type { Engine } from "../placement";
import { placeOnHosts } from "./place-on-hosts";

/** Containers on one Docker host. */
export function onHost(host: DockerHost): Engine {
  return {
    refusals: (known) => [...dockerRefusals(known), ...spreadRefusal(known)],
    place: (workload, name, args) =>
      placeOnHosts(workload, name, args, [
        {
          host,
          replicas: args.replicas ?? defaults.replicas,
          containerName: (replica) => `${name}-${replica}`,
          volumePrefix: name,
        },
      ]),
  };
}

function spreadRefusal(known: Record<string, unknown>): Mistake[] {
  if (known["spread"] === undefined) return [];
  return [
    { path: "spread", problem: "is for a group of hosts, and `on` is a single one; say replicas" },
  ];
}
