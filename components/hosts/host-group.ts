import * as pulumi from "@pulumi/pulumi";
import { matches, selectorMistakes, type Selector } from "../../model/targeting";
import { refuse } from "../mistakes";
import { DockerHost, type DockerHostArgs } from "./docker-host";

export interface HostGroupArgs {
  /**
   * The hosts by name. A name is unique in the stack, since it is what `where` and the command line know a host by.
   * Plain names and traits. Hosts that come are made, those that go are let go of.
   */
  hosts: Readonly<Record<string, DockerHostArgs>>;
  /** What a host has that doesn't say otherwise itself, property by property; labels are joined. Defaults to nothing. */
  defaults?: Omit<DockerHostArgs, "host">;
  /** The last word on each host's arguments. */
  each?: (args: DockerHostArgs, name: string) => DockerHostArgs;
}

/** Hosts, of which something can be said before `up`. */
export interface Hosts {
  readonly hosts: readonly DockerHost[];
  /** Those of them that are meant; may be none. */
  where(selector: Selector): Hosts;
}

/** Hosts that belong together. */
export class HostGroup extends pulumi.ComponentResource implements Hosts {
  /** The name it was given in the program. */
  readonly name: string;
  /** In the order they were given. */
  readonly hosts: readonly DockerHost[];

  constructor(name: string, args: HostGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:hosts:HostGroup", name, {}, opts);
    this.name = name;
    this.hosts = Object.entries(args.hosts).map(([host, given]) => {
      const whole = withDefaults(given, args.defaults ?? {});
      return new DockerHost(host, args.each?.(whole, host) ?? whole, { parent: this });
    });
    this.registerOutputs({ name, hosts: this.hosts.map((host) => host.name) });
  }

  where(selector: Selector): Hosts {
    refuse(selectorMistakes(selector, "where"), this);
    return selected(this.hosts, selector);
  }

  /** The resources beneath. */
  get nodes(): { hosts: readonly DockerHost[] } {
    return { hosts: this.hosts };
  }
}

/** An explicit undefined is not said. */
function withDefaults(
  given: DockerHostArgs,
  defaults: Omit<DockerHostArgs, "host">,
): DockerHostArgs {
  const said = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as DockerHostArgs;
  const labels = { ...defaults.labels, ...given.labels };
  return { ...defaults, ...said, ...(Object.keys(labels).length > 0 && { labels }) };
}

function selected(hosts: readonly DockerHost[], selector: Selector): Hosts {
  const fitting = hosts.filter((host) => matches(host.traits, selector));
  return { hosts: fitting, where: (further) => selected(fitting, further) };
}
