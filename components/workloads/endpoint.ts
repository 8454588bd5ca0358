import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../model/defaults";
import type { PortSpec } from "../../model/workload";

/** Where one replica is reached on the workload's private networks. */
export interface Endpoint {
  /** Its container's name, which the network's DNS knows. */
  address: string;
  /** Name of the host, for a workload on a group: only what is on the same one reaches it. */
  host?: string;
  /** TCP ports it listens on, by name; a port without a name goes by its number. */
  ports: Record<string, number>;
}

/** One for each container; names come with the created, healthy container, so these do too. */
export function endpointsOf(
  containerNames: pulumi.Output<string[]>,
  specs: readonly PortSpec[],
  hosts: readonly (string | undefined)[] = [],
): pulumi.Output<Endpoint[]> {
  const ports = Object.fromEntries(
    specs
      .filter(({ protocol }) => (protocol ?? defaults.portProtocol) === "tcp")
      .map(({ name, port }) => [name ?? String(port), port]),
  );
  return containerNames.apply((names) =>
    names.map((address, index) => {
      const host = hosts[index];
      return { address, ports, ...(host !== undefined && { host }) };
    }),
  );
}
