import * as pulumi from "@pulumi/pulumi";
import { describeMistakes } from "../../model/mistakes";
import { matches, selectorMistakes, type Selector } from "../../model/targeting";
import type { DockerHost } from "./docker-host";
import type { Hosts } from "./host-group";
import type { HostSource } from "./host-source";

/** The hosts of several sources as one, in their order: a hybrid fleet. Two hosts of one name are refused. */
export function joinHosts(...sources: readonly HostSource[]): HostSource {
  const hosts = sources.flatMap((source) => source.hosts);
  const names = hosts.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  if (twice.length > 0)
    throw new pulumi.RunError(
      describeMistakes(
        twice.map((name) => ({
          path: "joinHosts",
          problem: `the host ${name} is in two sources: a name is what a host is known by`,
        })),
      ),
    );
  const swarmNodes = Object.assign(
    {},
    ...sources.map((source) => source.swarmNodes),
  ) as HostSource["swarmNodes"];
  return { hosts, swarmNodes, where: (selector) => chosen(hosts, selector) };
}

function chosen(hosts: readonly DockerHost[], selector: Selector): Hosts {
  const mistakes = selectorMistakes(selector, "where");
  if (mistakes.length > 0) throw new pulumi.RunError(describeMistakes(mistakes));
  const fitting = hosts.filter((host) => matches(host.traits, selector));
  return { hosts: fitting, where: (further) => chosen(fitting, further) };
}
