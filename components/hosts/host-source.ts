import type { SwarmNodeArgs } from "../swarm/swarm-cluster-args";
import type { Hosts } from "./host-group";

/**
 * Hosts that come from somewhere: droplets, a file of machines that stand in a cellar, another cloud. What such a source is
 * made of in its constructor is its own affair; this is what workloads, swarms and gateways need of it.
 *
 * A new source makes one `DockerHost` for each machine and gives it
 * - `host` and `hostKey`: the way to it, and the key that it shows there, known before anybody logs in;
 * - `roles`, `labels`, `environment` and `region` as plain values, so that `where` can choose before `up`;
 * - `machine`, where this stack makes the machine, so that what is on it goes with it;
 * - `ready`, so that nothing is made on it before its engine answers;
 * - `after`, what else has to be there first, such as its firewall.
 */
export interface HostSource extends Hosts {
  /** For `SwarmCluster`: by host name, the address by which the other nodes reach it. None where its only one does. */
  readonly swarmNodes: Readonly<Record<string, SwarmNodeArgs>>;
}
