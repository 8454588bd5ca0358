import type * as pulumi from "@pulumi/pulumi";
import type { Mistake } from "../../model/mistakes";
import { didYouMean } from "../../model/nearest";
import type { NodeArgs } from "../../plugins/slipway/sdk/node";
import type { SwarmArgs } from "../../plugins/slipway/sdk/swarm";
import type { DockerHost } from "../hosts/docker-host";
import type { Hosts } from "../hosts/host-group";
import type { Transform } from "../transform";

/** What of a node can be said that its host doesn't say. */
export type SwarmNodeArgs = Omit<NodeArgs, "connection" | "swarm" | "managers" | "role">;

export interface SwarmClusterArgs extends Omit<SwarmArgs, "managers"> {
  /**
   * The hosts that manage the swarm; the first makes it. Three stand the loss of one, five of two. They take tasks as
   * well, unless their `availability` is `drain`. A host that comes joins, or is promoted; one that goes is drained,
   * demoted and leaves. Those of a group by role: `group.where({ role: "manager" })`.
   */
  managers: Hosts | readonly DockerHost[];
  /** The other hosts. Defaults to none. */
  workers?: Hosts | readonly DockerHost[];
  /** More about single nodes, by their host's name: addresses, availability, labels beside those of the host. */
  nodes?: Readonly<Record<string, SwarmNodeArgs>>;
  /** The last word on the children. */
  transforms?: { swarm?: Transform<SwarmArgs>; node?: Transform<NodeArgs> };
}

export interface Member {
  host: DockerHost;
  role: "manager" | "worker";
}

/** Managers first, each in the order in which they were given. */
export function membersOf({ managers, workers = [] }: SwarmClusterArgs): Member[] {
  return [
    ...hostsOf(managers).map((host): Member => ({ host, role: "manager" })),
    ...hostsOf(workers).map((host): Member => ({ host, role: "worker" })),
  ];
}

/** All mistakes at once. */
export function clusterMistakes(args: SwarmClusterArgs): Mistake[] {
  const members = membersOf(args);
  const names = members.map(({ host }) => host.name);
  const mistakes: Mistake[] = [];
  if (hostsOf(args.managers).length === 0)
    mistakes.push({ path: "managers", problem: "expected at least one host, got none" });
  names.forEach((name, index) => {
    if (names.indexOf(name) < index)
      mistakes.push({
        path: members[index]!.role === "worker" ? "workers" : "managers",
        problem: `the host ${name} is there twice: a host is either a manager or a worker`,
      });
  });
  for (const name of Object.keys(args.nodes ?? {}))
    if (!names.includes(name))
      mistakes.push({
        path: `nodes.${name}`,
        problem: `no manager or worker is called ${name}${didYouMean(name, names)}`,
      });
  return mistakes;
}

/** The arguments as they stand in the component's own state and in previews. */
export function recordedArgs(args: SwarmClusterArgs): pulumi.Inputs {
  const { transforms: _, managers: __, workers: ___, nodes: ____, ...settings } = args;
  const names = (role: Member["role"]) =>
    membersOf(args)
      .filter((member) => member.role === role)
      .map(({ host }) => host.name);
  return { ...settings, managers: names("manager"), workers: names("worker") };
}

function hostsOf(hosts: Hosts | readonly DockerHost[]): readonly DockerHost[] {
  return "hosts" in hosts ? hosts.hosts : hosts;
}
