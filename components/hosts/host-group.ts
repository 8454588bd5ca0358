import * as pulumi from "@pulumi/pulumi";
import { show, type Mistake } from "../../model/mistakes";
import { batchSize } from "../../model/rollout";
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
  /**
   * Hosts whose Docker is set up at a time, a number or a share such as `"25%"`: the next ones when these are ready, and not at
   * all where one of them fails. Defaults to all at once.
   */
  batch?: number | `${number}%`;
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
    refuse(batchMistakes(args.batch), this);
    this.hosts = this.makeHosts(args);
    this.registerOutputs({ name, hosts: this.hosts.map((host) => host.name) });
  }

  /** Each batch waits for the gates of the one before it. */
  private makeHosts({ hosts, defaults, each, batch }: HostGroupArgs): DockerHost[] {
    const entries = Object.entries(hosts);
    const size = batch === undefined ? entries.length : batchSize(batch, entries.length);
    const made: DockerHost[] = [];
    for (const [name, given] of entries) {
      const first = made.length - (made.length % size);
      const before = made.slice(Math.max(0, first - size), first).flatMap(({ gates }) => gates);
      const whole = withDefaults(given, defaults ?? {});
      const args = each?.(whole, name) ?? whole;
      const after = [...(args.after ?? []), ...before];
      made.push(new DockerHost(name, { ...args, after }, { parent: this }));
    }
    return made;
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

function batchMistakes(batch: unknown): Mistake[] {
  const fine =
    batch === undefined ||
    (Number.isInteger(batch) && (batch as number) >= 1) ||
    (typeof batch === "string" && /^(?:[1-9]\d?|100)%$/.test(batch));
  if (fine) return [];
  const problem = `expected a number of 1 or more, or a share such as "25%", got ${show(batch)}`;
  return [{ path: "batch", problem }];
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
